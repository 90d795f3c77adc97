import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { test } from "node:test";
import { bytesOf } from "../core/stream.ts";
import { mediaType } from "../oci/media-type.ts";
import { temporaryStore } from "../store/testing/temporary-store.ts";
import { ImageMemory } from "./image-memory.ts";

test("an image is remembered until one of its layers is gone", async (t) => {
  const store = await temporaryStore(t);
  const put = (text: string) => store.blobs.put(bytesOf(text));
  const [index, config, layer] = [await put("index"), await put("config"), await put("layer")];
  const parts = [config.digest, layer.digest];
  const made = { index: { mediaType: mediaType.index, ...index }, platforms: [], parts };
  await new ImageMemory(store).keep(config.digest, made);
  assert.deepEqual((await new ImageMemory(store).find(config.digest))?.parts, parts);
  rmSync(store.blobs.path(layer.digest));
  assert.equal(await new ImageMemory(store).find(config.digest), undefined);
});

test("an image that was never made is unknown", async (t) => {
  const store = await temporaryStore(t);
  const { digest } = await store.blobs.put(bytesOf("key"));
  assert.equal(await new ImageMemory(store).find(digest), undefined);
});
