import assert from "node:assert/strict";
import { existsSync, readdirSync, utimesSync } from "node:fs";
import { test } from "node:test";
import { bytesOf } from "../core/stream.ts";
import { listBlobs, type StoredFile } from "./inventory.ts";
import { Layout } from "./layout.ts";
import { openStore } from "./open-store.ts";
import { temporaryStore } from "./testing/temporary-store.ts";
import { removeUnlessUsed } from "./trash.ts";

test("a blob that was asked for after gc had listed it stays", async (t) => {
  const { blobs, folder } = await temporaryStore(t);
  const { digest } = await blobs.put(bytesOf("x"));
  utimesSync(blobs.path(digest), 1, 1);
  const layout = new Layout(folder);
  const listed = listBlobs(layout).get(digest) as StoredFile;
  await (await openStore(folder)).blobs.size(digest);
  assert.equal(removeUnlessUsed(layout, listed), false);
  assert.equal(await blobs.size(digest), 1);
  assert.deepEqual(readdirSync(layout.trash), []);
});

test("a blob that nobody asked for goes", async (t) => {
  const { blobs, folder } = await temporaryStore(t);
  const { digest } = await blobs.put(bytesOf("x"));
  const layout = new Layout(folder);
  assert.equal(removeUnlessUsed(layout, listBlobs(layout).get(digest) as StoredFile), true);
  assert.equal(existsSync(blobs.path(digest)), false);
  assert.deepEqual(readdirSync(layout.trash), []);
});
