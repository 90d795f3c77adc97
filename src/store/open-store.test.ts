import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { bytesOf, collect } from "../core/stream.ts";
import { digestOf } from "../oci/digest.ts";
import { defaultStoreFolder, openStore } from "./open-store.ts";
import { temporaryFolder } from "./testing/temporary-store.ts";

test("opening and asking touch nothing; the first put makes a layout", async (t) => {
  const folder = join(await temporaryFolder(t), "store");
  const store = await openStore(folder);
  assert.equal(await store.blobs.size(digestOf("a")), undefined);
  assert.equal(await store.records.get("layer", "k"), undefined);
  assert.deepEqual(await store.images.list(), []);
  assert.equal(existsSync(folder), false);
  await store.blobs.put(bytesOf("a"));
  assert.equal(existsSync(join(folder, "oci-layout")), true);
});

test("what one store puts another reads", async (t) => {
  const folder = await temporaryFolder(t);
  const { digest } = await (await openStore(folder)).blobs.put(bytesOf("hello"));
  const other = await openStore(folder);
  assert.equal((await collect(other.blobs.open(digest), 100)).toString(), "hello");
});

test("a layout of another version is left alone", async (t) => {
  const folder = await temporaryFolder(t);
  await writeFile(join(folder, "oci-layout"), '{"imageLayoutVersion":"2.0.0"}');
  await assert.rejects(openStore(folder), { code: "STORE_VERSION" });
});

test("the folder comes from COOPER_STORE, XDG_CACHE_HOME or the home folder", () => {
  assert.equal(defaultStoreFolder({ COOPER_STORE: "/s", XDG_CACHE_HOME: "/x", HOME: "/h" }), "/s");
  assert.equal(defaultStoreFolder({ XDG_CACHE_HOME: "/x", HOME: "/h" }), "/x/cooper");
  assert.equal(defaultStoreFolder({ HOME: "/h" }), "/h/.cache/cooper");
});
