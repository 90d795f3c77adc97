import type { Descriptor } from "../../oci/descriptor.ts";
import type { Digest } from "../../oci/digest.ts";

/** What a registry offers. Only what a catalog names is served, whatever else the store holds. */
export interface Catalog {
  /** The manifest or index that a tag or digest names. */
  manifest(repository: string, reference: string): Descriptor | undefined;
  /** Whether a repository has a blob. */
  hasBlob(repository: string, digest: Digest): boolean;
}

/** An image as a catalog needs it: the manifest and what it points at. */
export interface CatalogImage {
  readonly repository: string;
  readonly tag: string;
  readonly descriptor: Descriptor;
  readonly blobs: readonly Descriptor[];
}

/** A catalog of images known beforehand. */
export function catalogOf(images: readonly CatalogImage[]): Catalog {
  const manifests = new Map<string, Descriptor>();
  const blobs = new Set<string>();
  for (const { repository, tag, descriptor, blobs: parts } of images) {
    manifests.set(`${repository}:${tag}`, descriptor);
    manifests.set(`${repository}:${descriptor.digest}`, descriptor);
    for (const part of parts) blobs.add(`${repository}:${part.digest}`);
  }
  return {
    manifest: (repository, reference) => manifests.get(`${repository}:${reference}`),
    hasBlob: (repository, digest) => blobs.has(`${repository}:${digest}`),
  };
}
