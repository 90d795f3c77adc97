import assert from "node:assert/strict";
import { appendFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import type { ProgressEvent } from "../core/progress.ts";
import { collect } from "../core/stream.ts";
import { digestOf } from "../oci/digest.ts";
import { openStore } from "../store/open-store.ts";
import { temporaryFolder, temporaryStore } from "../store/testing/temporary-store.ts";
import { buildLayer } from "./build-layer.ts";
import { keyOf } from "./layer-key.ts";
import type { LayerEntry, LayerSpec } from "./spec.ts";

const plain = { uid: 0, gid: 0, mtime: 1_700_000_000 };

function text(path: string, content: string): LayerEntry {
  const bytes = Buffer.from(content);
  return { ...plain, path, type: "file", mode: 0o644, size: bytes.length, source: { from: "bytes", bytes } };
}

function spec(entries: readonly LayerEntry[], key = "k"): LayerSpec & { asked: number } {
  return {
    name: "test",
    key: keyOf(key),
    asked: 0,
    async entries() {
      this.asked += 1;
      return entries;
    },
  };
}

test("the bytes of a layer are a contract", async (t) => {
  const [folder, store] = [await temporaryFolder(t), await temporaryStore(t)];
  const file = join(folder, "main.py");
  await writeFile(file, "print(1)\n");
  const { digest: blob } = await store.blobs.put(
    (async function* () {
      yield Buffer.from("0123456789");
    })(),
  );
  const layer = await buildLayer(
    spec([
      { ...plain, path: "z/hard", type: "hardlink", mode: 0o644, size: 0, linkTarget: "z/slice" },
      {
        ...plain,
        path: "z/slice",
        type: "file",
        mode: 0o755,
        size: 4,
        source: { from: "blob", blob, offset: 3, length: 4 },
      },
      { ...plain, path: "app/main.py", type: "file", mode: 0o644, size: 9, source: { from: "file", file } },
      { ...plain, path: "app/link", type: "symlink", mode: 0o777, size: 0, linkTarget: "main.py" },
      text("app/ünï.txt", "x"),
      { ...plain, path: "tmp", type: "directory", mode: 0o1777, size: 0 },
    ]),
    store,
  );
  assert.equal(layer.diffId, layer.descriptor.digest);
  assert.equal(layer.descriptor.mediaType, "application/vnd.oci.image.layer.v1.tar");
  assert.equal(digestOf(await collect(layer.open(), 1e6)), layer.diffId);
  assert.equal(layer.diffId, "sha256:021d6ec164c1effb5d1f8ec848b55779f1f1313b6675f4a3941b0d0de3dc3711");
});

test("a layer is written once and found again, by another process too", async (t) => {
  const store = await temporaryStore(t);
  const first = spec([text("a", "1")]);
  const layer = await buildLayer(first, store);
  const again = spec([text("a", "1")]);
  const found = await buildLayer(again, await openStore(store.folder));
  assert.deepEqual([layer.cached, found.cached, first.asked, again.asked], [false, true, 1, 0]);
  assert.deepEqual(found.descriptor, layer.descriptor);
});

test("callers at the same time share the work", async (t) => {
  const store = await temporaryStore(t);
  const shared = spec([text("a", "1")]);
  const layers = await Promise.all([1, 2, 3].map(() => buildLayer(shared, store)));
  assert.equal(shared.asked, 1);
  assert.equal(new Set(layers.map(({ diffId }) => diffId)).size, 1);
});

test("a layer whose blob is gone is written again", async (t) => {
  const store = await temporaryStore(t);
  const layer = await buildLayer(spec([text("a", "1")]), store);
  await rm(store.blobs.path(layer.diffId));
  const again = await buildLayer(spec([text("a", "1")]), store);
  assert.deepEqual([again.cached, again.diffId], [false, layer.diffId]);
});

test("a failure is not remembered", async (t) => {
  const store = await temporaryStore(t);
  await assert.rejects(buildLayer(spec([text("a", "1"), text("a", "2")]), store), { code: "PATH_CONFLICT" });
  assert.equal((await buildLayer(spec([text("a", "1")]), store)).cached, false);
});

test("a workspace file that changes under the build stops it", async (t) => {
  const [folder, store] = [await temporaryFolder(t), await temporaryStore(t)];
  const file = join(folder, "f");
  await writeFile(file, "abc");
  const entry = { ...plain, path: "f", type: "file", mode: 0o644, size: 3 } as const;
  const old = digestOf("old");
  const other = spec([{ ...entry, source: { from: "file", file, digest: old } }]);
  await assert.rejects(buildLayer(other, store), { code: "FILE_CHANGED", where: file });
  await appendFile(file, "d");
  const longer = spec([{ ...entry, source: { from: "file", file } }]);
  await assert.rejects(buildLayer(longer, store), { code: "FILE_CHANGED" });
  await rm(file);
  await assert.rejects(buildLayer(longer, store), { code: "FILE_CHANGED" });
});

test("progress tells how far it is and what was cached", async (t) => {
  const store = await temporaryStore(t);
  const told: unknown[] = [];
  const tools = {
    ...store,
    progress: (event: ProgressEvent) =>
      told.push([event.type, "cached" in event ? event.cached : "current" in event && event.current]),
  };
  await buildLayer(spec([text("a", "1")]), tools);
  await buildLayer(spec([text("a", "1")]), tools);
  assert.deepEqual(told, [
    ["start", false],
    ["advance", 1],
    ["done", false],
    ["start", false],
    ["done", true],
  ]);
});

test("a build can be stopped", async (t) => {
  const store = await temporaryStore(t);
  const tools = { ...store, signal: AbortSignal.abort() };
  await assert.rejects(buildLayer(spec([text("a", "1")]), tools), { name: "AbortError" });
});
