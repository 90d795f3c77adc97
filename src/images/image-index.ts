import type { Descriptor } from "../oci/descriptor.ts";
import { choosePlatform, type IndexManifest, isIndexType, parseIndexManifest } from "../oci/index-manifest.ts";
import { isManifestType } from "../oci/manifest.ts";
import { type Platform, samePlatform } from "../oci/platform.ts";
import type { BlobStore } from "../store/blob-store.ts";
import { checkMediaType, type Image, loadImage } from "./image.ts";
import { noPlatform } from "./image-error.ts";
import { readDocument } from "./read-document.ts";

/** One image on several platforms: an immutable view over the raw bytes of its index. */
export interface ImageIndex {
  readonly descriptor: Descriptor;
  readonly index: IndexManifest;
  readonly rawIndex: Uint8Array;
}

/** An index from the store. Fails with `BLOB_MISSING`, `DIGEST_MISMATCH` or `BAD_INDEX`. */
export async function loadIndex(blobs: BlobStore, descriptor: Descriptor): Promise<ImageIndex> {
  const rawIndex = await readDocument(blobs, descriptor);
  const index = parseIndexManifest(rawIndex, descriptor.digest);
  checkMediaType(descriptor, index.mediaType);
  return { descriptor, index, rawIndex };
}

/** The images of an index in its order, without attestations and other things that are no images. */
export function loadImages(blobs: BlobStore, { index }: ImageIndex): Promise<Image[]> {
  const images = index.manifests.filter((m) => isManifestType(m.mediaType) && m.platform?.os !== "unknown");
  return Promise.all(images.map((descriptor) => loadImage(blobs, descriptor)));
}
