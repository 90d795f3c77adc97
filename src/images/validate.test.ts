import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryBlobs } from "../../test/support/memory-blobs.ts";
import { sampleLayer } from "../../test/support/sample-layer.ts";
import { digestOf } from "../oci/digest.ts";
import { mediaType } from "../oci/media-type.ts";
import { assembleImage } from "./assemble.ts";
import type { Image } from "./image.ts";
import { verifyImage } from "./validate.ts";

async function sample(): Promise<{ blobs: MemoryBlobs; image: Image }> {
  const blobs = new MemoryBlobs();
  const layers = [await sampleLayer(blobs, "app", { "app.py": "1" })];
  const platform = { os: "linux", architecture: "amd64" };
  return { blobs, image: await assembleImage({ platform, layers, settings: {}, created: 0 }, blobs) };
}

test("a sound image passes", async () => {
  const { blobs, image } = await sample();
  await verifyImage(image, blobs);
});

test("finds a missing layer and a missing config", async () => {
  for (const find of [(i: Image) => i.manifest.config, (i: Image) => i.manifest.layers[0]]) {
    const { blobs, image } = await sample();
    blobs.remove(find(image)?.digest ?? image.descriptor.digest);
    await assert.rejects(verifyImage(image, blobs), { code: "BLOB_MISSING" });
  }
});

test("finds bytes that changed and bytes that are gone", async () => {
  const { blobs, image } = await sample();
  const { digest, size } = image.manifest.config;
  blobs.damage(digest, image.rawConfig.subarray(1));
  await assert.rejects(verifyImage(image, blobs), { code: "SIZE_MISMATCH", where: digest });
  blobs.damage(digest, Buffer.alloc(size));
  await assert.rejects(verifyImage(image, blobs), { code: "DIGEST_MISMATCH", where: digest });
});

test("finds a config that names other files than the layer has", async () => {
  const { blobs, image } = await sample();
  const [layer] = image.layers;
  assert.ok(layer);
  const layers = [{ ...layer, diffId: digestOf("other") }];
  await assert.rejects(verifyImage({ ...image, layers }, blobs), { code: "DIFF_ID_MISMATCH" });
});

test("refuses layers that are no files", async () => {
  const { blobs, image } = await sample();
  const [layer] = image.layers;
  assert.ok(layer);
  const descriptor = { ...layer.descriptor, mediaType: mediaType.empty };
  await assert.rejects(verifyImage({ ...image, layers: [{ ...layer, descriptor }] }, blobs), {
    code: "UNSUPPORTED_LAYER",
    where: "app",
  });
});
