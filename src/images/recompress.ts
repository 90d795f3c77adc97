import { mapLimit } from "../core/limit.ts";
import type { Layer } from "../layers/layer.ts";
import type { Descriptor } from "../oci/descriptor.ts";
import { mediaType, ociLayerType } from "../oci/media-type.ts";
import type { BlobStore } from "../store/blob-store.ts";
import type { Image } from "./image.ts";
import { withManifest } from "./rewrite.ts";

/** Enough to keep the workers busy while one layer waits for the disk; each costs memory. */
const atOnce = 2;

/** Puts the compressed form of a layer into the store and says what names it. */
export type LayerCompressor = (layer: Layer) => Promise<Descriptor>;

/**
 * The same files and config with compressed layers. Layers that came compressed from elsewhere keep their bytes, so
 * that a registry which has them needs no second copy. The given image stays as it is.
 */
export async function recompressImage(
  image: Image,
  compress: LayerCompressor,
  blobs: BlobStore,
): Promise<Image> {
  if (!image.layers.some(isPlainTar)) return image;
  const layers = await mapLimit(image.layers, atOnce, async (layer) =>
    isPlainTar(layer) ? compress(layer) : layer.descriptor,
  );
  return withManifest(image, { ...image.manifest, layers }, blobs);
}

function isPlainTar({ descriptor }: Layer): boolean {
  return ociLayerType(descriptor.mediaType) === mediaType.layer;
}
