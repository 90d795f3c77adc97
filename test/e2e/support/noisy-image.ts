import { Readable } from "node:stream";
import { createGzip } from "node:zlib";
import { publishInStore } from "../../../src/api/store-registry.ts";
import { writeTar } from "../../../src/archive/tar-writer.ts";
import type { Bytes } from "../../../src/core/stream.ts";
import { assembleImage, assembleIndex } from "../../../src/images/assemble.ts";
import type { Layer } from "../../../src/layers/layer.ts";
import { type Digest, Digester } from "../../../src/oci/digest.ts";
import { mediaType } from "../../../src/oci/media-type.ts";
import { openStore } from "../../../src/store/open-store.ts";
import { noise } from "./random.ts";

/** An image whose bytes nobody can compress. */
export interface NoisyImage {
  /** Of the repository. */
  readonly name: string;
  readonly seed: number;
  readonly layers: number;
  /** Bytes, of each layer without its tar. */
  readonly layerSize: number;
  readonly platforms?: readonly string[];
}

/**
 * Puts an image, tagged `1`, into the registry that a store is. Its file system has a Python, so that other images can
 * stand on it. Returns the digest of its index.
 */
export async function putNoisyImage(folder: string, image: NoisyImage): Promise<Digest> {
  const { name, seed, layers: count, layerSize, platforms = ["amd64"] } = image;
  const store = await openStore(folder);
  const images = [];
  for (const [position, architecture] of platforms.entries()) {
    const layers: Layer[] = [];
    for (let i = 0; i < count; i += 1) {
      const content = { seed: seed + position * count + i, size: layerSize };
      layers.push(await noisyLayer(store, i === 0 ? "usr/bin/python3.11" : `noise-${i}`, content));
    }
    const platform = { os: "linux", architecture };
    images.push(await assembleImage({ platform, layers, settings: {}, created: 0 }, store.blobs));
  }
  const { descriptor } = await assembleIndex(images, undefined, store.blobs);
  await publishInStore({ store }, { name, root: descriptor, tags: ["1"], dryRun: false });
  return descriptor.digest;
}

async function noisyLayer(
  { blobs }: Awaited<ReturnType<typeof openStore>>,
  path: string,
  { seed, size }: { readonly seed: number; readonly size: number },
): Promise<Layer> {
  const header = { path, type: "file", mode: 0o755, uid: 0, gid: 0, mtime: 0, size } as const;
  const tar = new Digester();
  // Compressed in name: a push leaves the layers of a base as they are.
  const stored = await blobs.put(gzipped(watched(writeTar([{ header, content: noise(seed, size) }]), tar)));
  const descriptor = { mediaType: mediaType.layerGzip, ...stored };
  return {
    name: path,
    descriptor,
    diffId: tar.digest(),
    cached: false,
    open: () => blobs.open(stored.digest),
  };
}

async function* watched(source: Bytes, digester: Digester): Bytes {
  for await (const chunk of source) {
    digester.update(chunk);
    yield chunk;
  }
}

function gzipped(source: Bytes): Bytes {
  return Readable.from(source).pipe(createGzip({ level: 0, chunkSize: 2 ** 18 }));
}
