import assert from "node:assert/strict";
import { readdirSync, renameSync, utimesSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { type Bytes, bytesOf, collect } from "../core/stream.ts";
import { digestOf } from "../oci/digest.ts";
import { openStore, type Store } from "./open-store.ts";
import { temporaryStore } from "./testing/temporary-store.ts";

async function* inChunks(chunks: readonly Uint8Array[]): Bytes {
  yield* chunks;
}

/** What is left lying about after a put. */
function leftovers(store: Store): string[] {
  return readdirSync(join(store.folder, "cooper", "drafts"));
}

test("what is put comes out again, however it is cut", async (t) => {
  const store = await temporaryStore(t);
  const chunk = fc.uint8Array({ maxLength: 300 });
  await fc.assert(
    fc.asyncProperty(fc.array(chunk), fc.nat(2), async (chunks, stretch) => {
      const cut = chunks.map((bytes) => Buffer.concat(Array(stretch * 700 + 1).fill(bytes)));
      const whole = Buffer.concat(cut);
      const { digest, size } = await store.blobs.put(inChunks(cut));
      assert.deepEqual([digest, size], [digestOf(whole), whole.length]);
      assert.deepEqual(await collect(store.blobs.open(digest), size), whole);
      const range = { offset: size >> 2, length: size >> 1 };
      const part = whole.subarray(range.offset, range.offset + range.length);
      assert.deepEqual(await collect(store.blobs.open(digest, range), size), part);
    }),
    { numRuns: 30 },
  );
  assert.deepEqual(leftovers(store), []);
});

test("one buffer can serve for a whole blob", async (t) => {
  const { blobs } = await temporaryStore(t);
  const whole = Buffer.alloc(700_000, "a large blob, ");
  const { digest } = await blobs.put(bytesOf(whole));
  const buffers = new Set<ArrayBufferLike>();
  const copies: Buffer[] = [];
  for await (const chunk of blobs.open(digest, { reuse: true })) {
    buffers.add(chunk.buffer);
    copies.push(Buffer.from(chunk));
  }
  assert.ok(copies.length > 1);
  assert.equal(buffers.size, 1);
  assert.ok(Buffer.concat(copies).equals(whole));
});

test("a wrong digest or size is refused and leaves nothing", async (t) => {
  const { blobs, ...store } = await temporaryStore(t);
  const wrong = digestOf("other");
  await assert.rejects(blobs.put(bytesOf("hello"), { digest: wrong }), {
    code: "DIGEST_MISMATCH",
    where: wrong,
  });
  await assert.rejects(blobs.put(bytesOf("hello"), { size: 6 }), { code: "SIZE_MISMATCH", retryable: true });
  await assert.rejects(blobs.put(bytesOf("hello"), { size: 4 }), { code: "SIZE_MISMATCH", retryable: false });
  assert.equal(await blobs.size(digestOf("hello")), undefined);
  assert.deepEqual(leftovers({ blobs, ...store }), []);
});

test("a stream that never ends is stopped as soon as it is too long", async (t) => {
  const store = await temporaryStore(t);
  let asked = 0;
  async function* endless(): Bytes {
    for (;;) {
      asked += 1;
      yield new Uint8Array(10);
    }
  }
  await assert.rejects(store.blobs.put(endless(), { size: 25 }), { code: "SIZE_MISMATCH" });
  assert.equal(asked, 3);
});

test("a source that fails passes its error on and leaves nothing", async (t) => {
  const store = await temporaryStore(t);
  async function* broken(): Bytes {
    yield Buffer.alloc(400_000);
    throw new Error("line lost");
  }
  await assert.rejects(store.blobs.put(broken()), /line lost/);
  assert.deepEqual(leftovers(store), []);
});

test("puts of one blob at the same time all succeed", async (t) => {
  const store = await temporaryStore(t);
  const other = await openStore(store.folder);
  const puts = [store, other, store, other].map(({ blobs }) => blobs.put(bytesOf("same")));
  for (const { digest } of await Promise.all(puts)) assert.equal(digest, digestOf("same"));
  assert.deepEqual(leftovers(store), []);
});

test("a file under a digest that has lost its end is replaced by a put", async (t) => {
  const { blobs } = await temporaryStore(t);
  const { digest } = await blobs.put(bytesOf("hello"));
  await rm(blobs.path(digest));
  writeFileSync(blobs.path(digest), "");
  await blobs.put(bytesOf("hello"));
  assert.equal((await collect(blobs.open(digest), 9)).toString(), "hello");
});

test("what is missing and what lies outside is said", async (t) => {
  const { blobs } = await temporaryStore(t);
  const { digest } = await blobs.put(bytesOf("hello"));
  await assert.rejects(collect(blobs.open(digestOf("x")), 1), { code: "BLOB_MISSING", where: digestOf("x") });
  await assert.rejects(collect(blobs.open(digest, { offset: 3, length: 3 }), 9), { code: "BAD_RANGE" });
});

test("a blob that gc has just set aside is taken back", async (t) => {
  const store = await temporaryStore(t);
  const { digest } = await store.blobs.put(bytesOf("hello"));
  const aside = join(store.folder, "cooper", "trash", digest.slice(7));
  renameSync(store.blobs.path(digest), aside);
  assert.equal(await store.blobs.size(digest), 5);
  assert.deepEqual(readdirSync(join(store.folder, "cooper", "trash")), []);
});

test("asking for a blob marks it as used", async (t) => {
  const { blobs, folder } = await temporaryStore(t);
  const { digest } = await blobs.put(bytesOf("hello"));
  utimesSync(blobs.path(digest), 1, 1);
  const later = await openStore(folder);
  await later.blobs.size(digest);
  const { gc } = later;
  await gc({ keep: 0 });
  assert.equal(await later.blobs.size(digest), 5);
});
