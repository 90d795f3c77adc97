import { createCipheriv } from "node:crypto";
import { gzipSync } from "node:zlib";
import { bytesOf } from "../src/core/stream.ts";
import type { Descriptor } from "../src/oci/descriptor.ts";
import { digestOf } from "../src/oci/digest.ts";
import { mediaType } from "../src/oci/media-type.ts";
import type { Store } from "../src/store/open-store.ts";

/** An image for one platform whose layers cannot be compressed, put into a store: an OCI image layout. */
export async function putIncompressible(
  store: Store,
  { name, layers, layerSize }: { readonly name: string; readonly layers: number; readonly layerSize: number },
): Promise<Descriptor> {
  const { blobs, images } = store;
  const made: Descriptor[] = [];
  const diffIds: string[] = [];
  for (let i = 0; i < layers; i += 1) {
    const content = incompressible(i, layerSize);
    diffIds.push(digestOf(content));
    const packed = gzipSync(content, { level: 0 });
    made.push({ mediaType: mediaType.layerGzip, ...(await blobs.put(bytesOf(packed))) });
  }
  const rootfs = { type: "layers", diff_ids: diffIds };
  const put = async (type: string, value: unknown) => {
    const stored = await blobs.put(bytesOf(JSON.stringify(value)));
    return { mediaType: type, ...stored };
  };
  const config = await put(mediaType.config, { architecture: "amd64", os: "linux", config: {}, rootfs });
  const root = { schemaVersion: 2, mediaType: mediaType.manifest, config, layers: made };
  const descriptor = await put(mediaType.manifest, root);
  await images.set(name, descriptor);
  return descriptor;
}

/** Bytes that look random and are the same each time; other ones for each number. */
export function incompressible(number: number, size: number): Buffer {
  const start = Buffer.alloc(16);
  start.writeUInt32BE(number);
  return createCipheriv("aes-256-ctr", Buffer.alloc(32), start).update(Buffer.alloc(size));
}
