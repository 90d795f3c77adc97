import type { Descriptor } from "../../oci/descriptor.ts";
import { emptyRepository, type Repository, withManifest, withPart } from "./repository.ts";

/** The repositories of a registry, for reading. Only what one of them has is served, whatever else the store holds. */
export interface Catalog {
  get(name: string): Repository | undefined;
  /** Sorted. */
  names(): readonly string[];
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
  const repositories = new Map<string, Repository>();
  for (const image of images) {
    const before = repositories.get(image.repository) ?? emptyRepository;
    repositories.set(image.repository, withImage(before, image));
  }
  return { get: (name) => repositories.get(name), names: () => [...repositories.keys()].sort() };
}

function withImage(before: Repository, { tag, descriptor, blobs }: CatalogImage): Repository {
  const { mediaType, digest, size } = descriptor;
  let after = withManifest(before, { digest, manifest: { mediaType, stored: digest, size }, tags: [tag] });
  for (const blob of blobs) after = withPart(after, blob.digest, { stored: blob.digest, size: blob.size });
  return after;
}
