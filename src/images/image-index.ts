import type { Descriptor } from "../oci/descriptor.ts";
import {
  choosePlatform,
  type IndexManifest,
  isIndexType,
  parseIndexManifest,
} from "../oci/index-manifest.ts";
import { isManifestType } from "../oci/manifest.ts";
import type { Platform } from "../oci/platform.ts";
import type { BlobStore } from "../store/blob-store.ts";
import { checkMediaType, type Image, loadImage } from "./image.ts";
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

/** The images that a descriptor leads to: itself, or all of an index in its order, attestations left out. */
export async function loadImages(blobs: BlobStore, descriptor: Descriptor): Promise<Image[]> {
  if (!isIndexType(descriptor.mediaType)) return [await loadImage(blobs, descriptor)];
  const { index } = await loadIndex(blobs, descriptor);
  const images = index.manifests.filter((m) => isManifestType(m.mediaType) && m.platform?.os !== "unknown");
  return Promise.all(images.map((image) => loadImage(blobs, image)));
}

/** The image for exactly this platform that a descriptor leads to; fails with `NO_PLATFORM`. */
export async function loadImageFor(
  blobs: BlobStore,
  descriptor: Descriptor,
  platform: Platform,
): Promise<Image> {
  if (isIndexType(descriptor.mediaType)) {
    const { index } = await loadIndex(blobs, descriptor);
    return loadImage(blobs, choosePlatform(index.manifests, platform, descriptor.digest));
  }
  const image = await loadImage(blobs, descriptor);
  choosePlatform([image.descriptor], platform, descriptor.digest);
  return image;
}
