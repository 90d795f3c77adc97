import assert from "node:assert/strict";
import { readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { bytesOf } from "../core/stream.ts";
import { type Digest, digestOf } from "../oci/digest.ts";
import { openStore, type Store } from "./open-store.ts";
import type { Holding } from "./root-folder.ts";
import { temporaryStore } from "./testing/temporary-store.ts";

interface Counter extends Holding {
  readonly count: number;
}

const add = (before: Counter = { blobs: [], count: 0 }): Counter => ({ ...before, count: before.count + 1 });

async function oldBlob(store: Store, text: string): Promise<Digest> {
  const { digest } = await store.blobs.put(bytesOf(text));
  utimesSync(store.blobs.path(digest), 1, 1);
  return digest;
}

test("a value is found again, also by another process", async (t) => {
  const store = await temporaryStore(t);
  await store.registry.change<Counter>("a/b", add);
  const other = await openStore(store.folder);
  assert.deepEqual(other.registry.get("a/b"), { blobs: [], count: 1 });
  await other.registry.change<Counter>("a/b", add);
  assert.equal(store.registry.get<Counter>("a/b")?.count, 2);
  assert.deepEqual([store.registry.keys(), store.registry.get("a")], [["a/b"], undefined]);
});

test("changes at the same time all count", async (t) => {
  const store = await temporaryStore(t);
  const other = await openStore(store.folder);
  const both = [store, other].flatMap(({ registry }) =>
    Array.from({ length: 10 }, () => registry.change<Counter>("a", add)),
  );
  await Promise.all(both);
  assert.equal(store.registry.get<Counter>("a")?.count, 20);
});

test("a change that fails changes nothing, and holds up nobody", async (t) => {
  const store = await temporaryStore(t);
  const failing = store.registry.change("a", () => {
    throw new Error("no");
  });
  await assert.rejects(failing, /no/);
  assert.equal(store.registry.get("a"), undefined);
  await store.registry.change<Counter>("a", add);
  assert.equal(store.registry.get<Counter>("a")?.count, 1);
});

test("gc keeps what a value holds, with all that it leads to, and du counts it as named", async (t) => {
  const store = await temporaryStore(t);
  const [layer, held, loose] = [
    await oldBlob(store, "a layer"),
    await oldBlob(store, "held by itself"),
    await oldBlob(store, "loose"),
  ];
  const manifest = await oldBlob(store, JSON.stringify({ layers: [{ digest: layer }] }));
  await store.registry.change("a", () => ({ blobs: [manifest, held] }));
  const other = await openStore(store.folder);
  assert.equal((await other.du()).named.files, 3);
  await other.gc({ keep: 0, maxSize: 0 });
  const left = readdirSync(join(store.folder, "blobs", "sha256")).map((hex) => `sha256:${hex}`);
  assert.deepEqual(left.sort(), [layer, held, manifest].sort());
  assert.ok(!left.includes(loose));
  await store.registry.change("a", () => ({ blobs: [] }));
  assert.equal((await other.du()).named.files, 0);
});

test("verify finds what a value holds and the store lacks", async (t) => {
  const store = await temporaryStore(t);
  const missing = digestOf("a layer");
  const { digest } = await store.blobs.put(bytesOf(JSON.stringify({ layers: [{ digest: missing }] })));
  await store.registry.change("a", () => ({ blobs: [digest] }));
  assert.deepEqual((await store.verify()).incomplete, [{ image: digest, missing }]);
});

test("where a value cannot be read, gc removes nothing", async (t) => {
  const store = await temporaryStore(t);
  const digest = await oldBlob(store, "x");
  await store.registry.change("a", () => ({ blobs: [digest] }));
  const folder = join(store.folder, "cooper", "registry");
  writeFileSync(join(folder, readdirSync(folder)[0] ?? ""), '{"key":"a"}');
  await assert.rejects(store.gc({ keep: 0 }), { code: "STORE_DAMAGED", hint: /push the images/ });
  assert.throws(() => store.registry.get("a"), { code: "STORE_DAMAGED" });
  assert.notEqual(await store.blobs.size(digest), undefined);
});
