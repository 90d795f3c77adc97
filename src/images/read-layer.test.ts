import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { MemoryBlobs } from "../../test/support/memory-blobs.ts";
import { sampleLayer } from "../../test/support/sample-layer.ts";
import { bytesOf, collect } from "../core/stream.ts";
import { mediaType } from "../oci/media-type.ts";
import { readLayer } from "./read-layer.ts";

const blobs = new MemoryBlobs();
const plain = await sampleLayer(blobs, "app", { "etc/": "", "etc/hosts": "::1 localhost\n" });
const tar = await collect(plain.open(), 2 ** 20);

/** The same layer as others would have sent it. */
const sentAs = (type: string, blob: Uint8Array) => ({
  ...plain,
  descriptor: { ...plain.descriptor, mediaType: type },
  open: () => bytesOf(blob),
});

const forms: [string, Uint8Array][] = [
  [mediaType.layer, tar],
  [mediaType.layerGzip, gzipSync(tar)],
  [mediaType.layerZstd, zstdCompressSync(tar)],
  [mediaType.dockerLayer, gzipSync(tar)],
  [mediaType.dockerLayerTar, tar],
];

for (const [type, blob] of forms) {
  test(`reads ${type}`, async () => {
    const found: string[] = [];
    for await (const entry of readLayer(sentAs(type, blob))) {
      found.push(`${entry.type} ${entry.path} ${await collect(entry.content(), 100)}`);
    }
    assert.deepEqual(found, ["directory etc ", "file etc/hosts ::1 localhost\n"]);
  });
}

test("a layer that is not what its media type says is an error that names it", async () => {
  await assert.rejects(Array.fromAsync(readLayer(sentAs(mediaType.layerGzip, tar))), (error) => {
    assert.match(String((error as { where?: string }).where), /app/);
    return true;
  });
});
