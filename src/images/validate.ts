import { CooperError } from "../core/error.ts";
import type { Layer } from "../layers/layer.ts";
import { type Digest, Digester } from "../oci/digest.ts";
import { mediaType, ociLayerType } from "../oci/media-type.ts";
import type { BlobStore } from "../store/blob-store.ts";
import { checkLayerCount } from "./assemble.ts";
import type { Image } from "./image.ts";
import { uncompressed } from "./read-layer.ts";

/**
 * Checks that the layers of an image are what its manifest and its config say. Blobs are taken for what their digests
 * say, which is the store's own matter; layers that are not in the store are passed over. Fails with `SIZE_MISMATCH`,
 * `DIFF_ID_MISMATCH`, `TOO_MANY_LAYERS`, `UNSUPPORTED_LAYER` or with what is wrong in a compressed stream.
 */
export async function verifyImage(image: Image, blobs: BlobStore): Promise<void> {
  checkLayerCount(image.layers.length, image.descriptor.platform);
  for (const layer of image.layers) {
    const size = await blobs.size(layer.descriptor.digest);
    if (size !== undefined) await verifyLayer(layer, size);
  }
}

async function verifyLayer(layer: Layer, size: number): Promise<void> {
  const { descriptor, diffId, name } = layer;
  if (size !== descriptor.size) {
    throw broken(
      "SIZE_MISMATCH",
      `the layer "${name}" has ${size} bytes, not ${descriptor.size}`,
      descriptor.digest,
    );
  }
  const found = await diffIdOf(layer);
  if (found !== diffId) {
    throw broken("DIFF_ID_MISMATCH", `the files of the layer "${name}" have the digest ${found}`, diffId);
  }
}

async function diffIdOf({ descriptor: { mediaType: type, digest }, name, open }: Layer): Promise<Digest> {
  if (ociLayerType(type) === mediaType.layer) return digest;
  const tar = new Digester();
  for await (const chunk of uncompressed(type, open(), name)) tar.update(chunk);
  return tar.digest();
}

function broken(code: string, message: string, where: Digest): CooperError {
  return new CooperError(message, { code, where, hint: "Build or pull the image again." });
}
