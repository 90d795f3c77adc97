import { readTar, type TarEntry } from "../archive/tar-reader.ts";
import { CooperError } from "../core/error.ts";
import type { Bytes } from "../core/stream.ts";
import type { Layer } from "../layers/layer.ts";
import { mediaType, ociLayerType } from "../oci/media-type.ts";

/** The entries of a layer, whatever it is compressed with, as a stream. */
export async function* readLayer(layer: Layer): AsyncGenerator<TarEntry, void> {
  const tar = await uncompressed(layer.descriptor.mediaType, layer.open(), layer.name);
  yield* readTar(tar, { where: layer.name, allowDevices: true });
}

/** The tar inside the blob of a layer. Fails with `UNSUPPORTED_LAYER` for media types that are no layer of files. */
export async function uncompressed(type: string, blob: Bytes, where: string): Promise<Bytes> {
  switch (ociLayerType(type)) {
    case mediaType.layer:
      return blob;
    case mediaType.layerGzip: {
      const { gunzip } = await import("../archive/gzip.ts");
      return gunzip(blob, { where });
    }
    case mediaType.layerZstd: {
      const { unzstd } = await import("../archive/zstd.ts");
      return unzstd(blob, { where });
    }
    default:
      throw new CooperError(`cooper cannot read a layer of type ${type}`, {
        code: "UNSUPPORTED_LAYER",
        where,
        hint: "It reads tar, gzip and zstd layers of the OCI image specification and of Docker.",
      });
  }
}
