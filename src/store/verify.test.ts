import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesOf } from "../core/stream.ts";
import { type Digest, digestOf } from "../oci/digest.ts";
import type { Store } from "./open-store.ts";
import { temporaryStore } from "./testing/temporary-store.ts";

const layer = digestOf("a layer that stayed in its registry");

async function putManifest({ blobs }: Store, layers: readonly Digest[], base?: Digest) {
  const annotations = base ? { "org.opencontainers.image.base.digest": base } : {};
  const document = { layers: layers.map((digest) => ({ digest })), annotations };
  return { mediaType: "application/json", ...(await blobs.put(bytesOf(JSON.stringify(document)))) };
}

test("layers of a base of a registry need not be here", async (t) => {
  const store = await temporaryStore(t);
  const base = await putManifest(store, [layer]);
  await store.images.set("above", await putManifest(store, [layer], base.digest));
  assert.deepEqual((await store.verify()).incomplete, []);
});

test("any other layer must be", async (t) => {
  const store = await temporaryStore(t);
  const base = await putManifest(store, []);
  await store.images.set("above", await putManifest(store, [layer], base.digest));
  assert.deepEqual((await store.verify()).incomplete, [{ image: "above", missing: layer }]);
});
