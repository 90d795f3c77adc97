import type { Buffer } from "node:buffer";
import { loadIndex } from "../../images/image-index.ts";
import { readDocument } from "../../images/read-document.ts";
import type { Descriptor } from "../../oci/descriptor.ts";
import { isIndexType } from "../../oci/index-manifest.ts";
import { parseManifest } from "../../oci/manifest.ts";
import type { RepositoryName } from "../../oci/reference.ts";
import type { BlobStore } from "../../store/blob-store.ts";

/** An image that is to be in a repository under some tags. */
export interface Publication {
  /** Name of the image, for progress. */
  readonly name: string;
  /** Of an index or a manifest in the store. */
  readonly root: Descriptor;
  readonly repository: RepositoryName;
  readonly tags: readonly string[];
  /** Where the layers of its base are: they need not be in the store. */
  readonly base?: RepositoryName | undefined;
}

/** A manifest or an index, and the blobs that must be there before it. */
export interface PublicationPart {
  readonly descriptor: Descriptor;
  readonly bytes: Buffer;
  readonly blobs: readonly Descriptor[];
}

/** What a root is made of, itself last. */
export async function partsOf(blobs: BlobStore, root: Descriptor): Promise<readonly PublicationPart[]> {
  const bytes = await readDocument(blobs, root);
  if (!isIndexType(root.mediaType)) {
    const { config, layers } = parseManifest(bytes, root.digest);
    return [{ descriptor: root, bytes, blobs: [...layers, config] }];
  }
  const { index } = await loadIndex(blobs, root);
  const children = await Promise.all(index.manifests.map((child) => partsOf(blobs, child)));
  return [...children.flat(), { descriptor: root, bytes, blobs: [] }];
}
