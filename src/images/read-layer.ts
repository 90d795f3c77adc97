import { type Compression, decompress } from "../archive/decompress.ts";
import { readTar, type TarEntry } from "../archive/tar-reader.ts";
import { CooperError } from "../core/error.ts";
import type { Bytes } from "../core/stream.ts";
import type { Layer } from "../layers/layer.ts";
import { mediaType, ociLayerType } from "../oci/media-type.ts";

const compressions: ReadonlyMap<string | undefined, Compression> = new Map([
  [mediaType.layer, "none"],
  [mediaType.layerGzip, "gzip"],
  [mediaType.layerZstd, "zstd"],
]);

/** The entries of a layer, whatever it is compressed with, as a stream. */
export async function* readLayer(layer: Layer): AsyncGenerator<TarEntry, void> {
  const tar = uncompressed(layer.descriptor.mediaType, layer.open(), layer.name);
  yield* readTar(tar, { where: layer.name, allowDevices: true });
}

/** The tar inside the blob of a layer. Fails with `UNSUPPORTED_LAYER` for media types that are no layer of files. */
export function uncompressed(type: string, blob: Bytes, where: string): Bytes {
  const compression = compressions.get(ociLayerType(type));
  if (compression !== undefined) return decompress(compression, blob, { where });
  throw new CooperError(`cooper cannot read a layer of type ${type}`, {
    code: "UNSUPPORTED_LAYER",
    where,
    hint: "It reads tar, gzip and zstd layers of the OCI image specification and of Docker.",
  });
}
