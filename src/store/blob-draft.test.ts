import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type Bytes, bytesOf, collect } from "../core/stream.ts";
import { digestOf } from "../oci/digest.ts";
import type { Store } from "./open-store.ts";
import { temporaryStore } from "./testing/temporary-store.ts";

const drafts = (store: Store) => readdirSync(join(store.folder, "cooper", "drafts"));

async function* failing(text: string): Bytes {
  yield* bytesOf(text);
  throw new Error("cut off");
}

test("a blob comes in parts and is seen when it is kept", async (t) => {
  const store = await temporaryStore(t);
  const draft = await store.blobs.draft();
  await draft.append(bytesOf("one "));
  await draft.append(bytesOf("two"));
  assert.equal(draft.size, 7);
  assert.equal((await collect(draft.read(), 100)).toString(), "one two");
  const digest = digestOf("one two");
  assert.equal(await store.blobs.size(digest), undefined);
  assert.deepEqual(await draft.keep({ digest }), { digest, size: 7 });
  assert.equal((await collect(store.blobs.open(digest), 100)).toString(), "one two");
  assert.deepEqual(drafts(store), []);
});

test("a part that fails leaves a draft to go on with", async (t) => {
  const store = await temporaryStore(t);
  const draft = await store.blobs.draft();
  await draft.append(bytesOf("one "));
  const long = "x".repeat(600_000);
  await assert.rejects(draft.append(failing(long)), /cut off/);
  const kept = draft.size;
  assert.ok(kept >= 4 && kept <= 4 + long.length);
  await draft.append(bytesOf("end"));
  const { digest } = await draft.keep();
  assert.equal(digest, digestOf(`one ${"x".repeat(kept - 4)}end`));
});

test("a draft that is not what was expected leaves nothing", async (t) => {
  const store = await temporaryStore(t);
  const draft = await store.blobs.draft();
  await draft.append(bytesOf("one"));
  await assert.rejects(draft.keep({ digest: digestOf("two") }), { code: "DIGEST_MISMATCH" });
  const other = await store.blobs.draft();
  await other.discard();
  assert.deepEqual(drafts(store), []);
});

test("a draft of what the store has becomes no second blob", async (t) => {
  const store = await temporaryStore(t);
  const { digest } = await store.blobs.put(bytesOf("same"));
  const draft = await store.blobs.draft();
  await draft.append(bytesOf("same"));
  assert.equal((await draft.keep()).digest, digest);
  assert.deepEqual(drafts(store), []);
});
