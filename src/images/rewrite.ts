import type { Descriptor } from "../oci/descriptor.ts";
import { isIndexType } from "../oci/index-manifest.ts";
import { type Manifest, writeManifest } from "../oci/manifest.ts";
import type { BlobStore } from "../store/blob-store.ts";
import { assembleIndex, putDocument } from "./assemble.ts";
import { type Image, viewImage } from "./image.ts";
import { loadImages, loadIndex } from "./image-index.ts";

/** The same image with another manifest over the same config. The given one stays as it is. */
export async function withManifest(image: Image, manifest: Manifest, blobs: BlobStore): Promise<Image> {
  const { rawConfig } = image;
  const rawManifest = writeManifest(manifest);
  const descriptor = await putDocument(blobs, rawManifest, manifest.mediaType);
  return viewImage({ descriptor, manifest, rawManifest, rawConfig }, blobs);
}

/** Applies a transform to the image, or to each image of the index, that a descriptor leads to. */
export async function mapImages(
  blobs: BlobStore,
  root: Descriptor,
  transform: (image: Image) => Promise<Image>,
): Promise<Descriptor> {
  const images = [];
  for (const image of await loadImages(blobs, root)) images.push(await transform(image));
  const [only] = images;
  if (!isIndexType(root.mediaType) && only) return only.descriptor;
  const { index } = await loadIndex(blobs, root);
  return (await assembleIndex(images, index.annotations, blobs)).descriptor;
}
