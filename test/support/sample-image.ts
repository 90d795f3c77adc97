import { gzipSync } from "node:zlib";
import { bytesOf, collect } from "../../src/core/stream.ts";
import { assembleImage, assembleIndex } from "../../src/images/assemble.ts";
import type { Image } from "../../src/images/image.ts";
import type { ImageIndex } from "../../src/images/image-index.ts";
import type { LayerCompressor } from "../../src/images/recompress.ts";
import { mediaType } from "../../src/oci/media-type.ts";
import type { BlobStore } from "../../src/store/blob-store.ts";
import { sampleLayer } from "./sample-layer.ts";

/** A small image of two layers. */
export async function sampleImage(blobs: BlobStore, architecture = "amd64"): Promise<Image> {
  const layers = [
    await sampleLayer(blobs, "base", { "etc/": "", "etc/os-release": "ID=debian\n" }),
    await sampleLayer(blobs, "app", { "app.py": "print('hello')\n" }),
  ];
  const settings = { entrypoint: ["/app.py"], user: "65532" };
  return assembleImage({ platform: { os: "linux", architecture }, layers, settings, created: 0 }, blobs);
}

/** The same image for amd64 and arm64. */
export async function sampleIndex(blobs: BlobStore): Promise<ImageIndex> {
  return assembleIndex(
    [await sampleImage(blobs, "amd64"), await sampleImage(blobs, "arm64")],
    undefined,
    blobs,
  );
}

/** A compressor for tests whose bytes nobody compares. */
export function gzipInto(blobs: BlobStore): LayerCompressor {
  return async (layer) => {
    const stored = await blobs.put(bytesOf(gzipSync(await collect(layer.open(), 2 ** 20))));
    return { mediaType: mediaType.layerGzip, ...stored };
  };
}
