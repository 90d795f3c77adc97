import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { sampleLayer } from "../../test/support/sample-layer.ts";
import { assembleImage } from "../images/assemble.ts";
import { digestOf } from "../oci/digest.ts";
import { openStore } from "../store/open-store.ts";
import { verifyCache } from "./cache.ts";

test("a store of sound blobs may hold an image that is put together wrongly", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "cooper-"));
  t.after(() => rm(folder, { recursive: true }));
  const store = await openStore(folder);
  const layer = await sampleLayer(store.blobs, "app", { "app.py": "1" });
  const platform = { os: "linux", architecture: "amd64" };
  const image = async (name: string, diffId = layer.diffId) => {
    const layers = [{ ...layer, diffId }];
    const { descriptor } = await assembleImage({ platform, layers, settings: {}, created: 0 }, store.blobs);
    await store.images.set(name, descriptor);
  };
  await image("sound");
  assert.partialDeepStrictEqual(await verifyCache(store, {}), { damaged: [], incomplete: [], unfit: [] });
  await image("odd", digestOf("other files"));
  const { damaged, incomplete, unfit } = await verifyCache(store, {});
  const why = `the files of the layer "app" have the digest ${layer.diffId}`;
  assert.deepEqual(
    { damaged, incomplete, unfit },
    { damaged: [], incomplete: [], unfit: [{ image: "odd", why }] },
  );
});
