import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { after, test } from "node:test";
import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { createGzipPool, type GzipPool } from "../archive/gzip-pool.ts";
import { collect } from "../core/stream.ts";
import { digestOf } from "../oci/digest.ts";
import { mediaType } from "../oci/media-type.ts";
import { openStore, type Store } from "../store/open-store.ts";
import { temporaryStore } from "../store/testing/temporary-store.ts";
import { buildLayer } from "./build-layer.ts";
import { compressLayer } from "./compress-layer.ts";
import type { Layer } from "./layer.ts";
import { keyOf } from "./layer-key.ts";

const pool = createGzipPool({ workers: 1 });
after(() => pool.close());

/** Counts what is compressed. */
function counting(): GzipPool & { compressed: number } {
  return {
    workers: 1,
    compressed: 0,
    compress(plain) {
      this.compressed += 1;
      return pool.compress(plain);
    },
    close: async () => {},
  };
}

/** A layer of one file for each text, every one larger than a member. */
function largeFiles(store: Store, texts: readonly string[]): Promise<Layer> {
  const entries = texts.map((text, n) => {
    const bytes = Buffer.alloc(1_200_000, text);
    const header = {
      path: `f${n}`,
      type: "file",
      mode: 0o644,
      uid: 0,
      gid: 0,
      mtime: 0,
      size: bytes.length,
    } as const;
    return { ...header, source: { from: "bytes", bytes } as const };
  });
  return buildLayer({ name: "large files", key: keyOf([...texts]), entries: async () => entries }, store);
}

const limit = 1e8;

test("gzip and zstd unpack to the layer, and each is made once", async (t) => {
  const store = await temporaryStore(t);
  const layer = await largeFiles(store, ["a", "b"]);
  const counted = counting();
  const tools = { ...store, pool: counted };
  const [gzip, again] = await Promise.all([
    compressLayer(layer, "gzip", tools),
    compressLayer(layer, "gzip", tools),
  ]);
  assert.deepEqual(again, gzip);
  assert.equal(gzip.mediaType, mediaType.layerGzip);
  assert.equal(digestOf(gunzipSync(await collect(store.blobs.open(gzip.digest), limit))), layer.diffId);
  const zstd = await compressLayer(layer, "zstd", tools);
  assert.equal(zstd.mediaType, mediaType.layerZstd);
  assert.equal(
    digestOf(zstdDecompressSync(await collect(store.blobs.open(zstd.digest), limit))),
    layer.diffId,
  );
  const before = counted.compressed;
  const later = { ...(await openStore(store.folder)), pool: counted };
  assert.deepEqual(await compressLayer(layer, "gzip", later), gzip);
  assert.equal(counted.compressed, before);
});

test("what does not change is taken from the layer before", async (t) => {
  const store = await temporaryStore(t);
  const counted = counting();
  await compressLayer(await largeFiles(store, ["a", "b", "c"]), "gzip", { ...store, pool: counted });
  const all = counted.compressed;
  const changed = await largeFiles(store, ["a", "B", "c"]);
  const gzip = await compressLayer(changed, "gzip", { ...store, pool: counted });
  assert.ok(counted.compressed - all < all / 2, `${counted.compressed - all} of ${all} members`);
  assert.equal(digestOf(gunzipSync(await collect(store.blobs.open(gzip.digest), limit))), changed.diffId);
});

test("the bytes do not depend on what was there before", async (t) => {
  const [one, two] = [await temporaryStore(t), await temporaryStore(t)];
  await compressLayer(await largeFiles(one, ["a", "b"]), "gzip", { ...one, pool });
  const warm = await compressLayer(await largeFiles(one, ["a", "c"]), "gzip", { ...one, pool });
  const cold = await compressLayer(await largeFiles(two, ["a", "c"]), "gzip", { ...two, pool });
  assert.deepEqual(warm, cold);
});

test("a compressed layer that is gone or damaged is made again", async (t) => {
  const store = await temporaryStore(t);
  const layer = await largeFiles(store, ["a"]);
  const gzip = await compressLayer(layer, "gzip", { ...store, pool });
  await rm(store.blobs.path(gzip.digest));
  assert.deepEqual(await compressLayer(layer, "gzip", { ...store, pool }), gzip);
  assert.equal(await store.blobs.size(gzip.digest), gzip.size);
});

test("none, and what came compressed from elsewhere, stays as it is", async (t) => {
  const store = await temporaryStore(t);
  const layer = await largeFiles(store, ["a"]);
  assert.deepEqual(await compressLayer(layer, "none", { ...store, pool }), layer.descriptor);
  const pulled = {
    diffId: layer.diffId,
    descriptor: { ...layer.descriptor, mediaType: mediaType.dockerLayer },
  };
  assert.deepEqual(await compressLayer(pulled, "gzip", { ...store, pool }), pulled.descriptor);
});
