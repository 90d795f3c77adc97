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
  await assert.doesNotReject(verifyImage(image, blobs));
});

test("finds a layer that is shorter than the manifest says", async () => {
  const { blobs, image } = await sample();
  const digest = image.layers[0]?.descriptor.digest ?? image.descriptor.digest;
  blobs.damage(digest, Buffer.alloc(3));
  await assert.rejects(verifyImage(image, blobs), { code: "SIZE_MISMATCH", where: digest });
});

test("a layer that is in a registry alone is not missed", async () => {
  const { blobs, image } = await sample();
  blobs.remove(image.layers[0]?.descriptor.digest ?? image.descriptor.digest);
  await assert.doesNotReject(verifyImage(image, blobs));
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
