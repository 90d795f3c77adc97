import assert from "node:assert/strict";
import { existsSync, readdirSync, renameSync, utimesSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { bytesOf } from "../core/stream.ts";
import { type Digest, digestOf } from "../oci/digest.ts";
import { mediaType } from "../oci/media-type.ts";
import { openStore, type Store } from "./open-store.ts";
import { temporaryFolder, temporaryStore } from "./testing/temporary-store.ts";

const day = 24 * 3600 * 1000;

/** Days since the last use of each layer (by number), and images of layers by number. */
interface Plan {
  readonly layers: readonly number[];
  readonly images: readonly {
    readonly layers: readonly number[];
    readonly age: number;
    readonly held: "name" | "record" | "none";
  }[];
}

const plan: fc.Arbitrary<Plan> = fc.record({
  layers: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 }),
  images: fc.array(
    fc.record({
      layers: fc.array(fc.nat(7), { maxLength: 4 }),
      age: fc.integer({ min: 1, max: 9 }),
      held: fc.constantFrom("name", "record", "none"),
    }),
    { maxLength: 5 },
  ),
});

const layerText = (n: number) => `layer ${n} ${"x".repeat(n * 10)}`;

/** Fills a store as planned. Gives all blobs of each image, the manifest first. */
async function fill(store: Store, { layers, images }: Plan): Promise<Digest[][]> {
  for (const n of layers.keys()) await store.blobs.put(bytesOf(layerText(n)));
  const made: Digest[][] = [];
  for (const [n, image] of images.entries()) {
    const config = await store.blobs.put(bytesOf(`{"config":${n}}`));
    const digests = image.layers
      .filter((layer) => layer < layers.length)
      .map((layer) => digestOf(layerText(layer)));
    const text = JSON.stringify({ config, layers: digests.map((digest) => ({ digest })) });
    const { digest, size } = await store.blobs.put(bytesOf(text));
    if (image.held === "name")
      await store.images.set(`i:${n}`, { mediaType: mediaType.manifest, digest, size });
    if (image.held === "record") await store.records.set("image", `i:${n}`, { blobs: [digest] });
    made.push([digest, config.digest, ...digests]);
  }
  return made;
}

/** Sets the time of last use of everything in the store. */
function age(store: Store, { layers, images }: Plan, made: readonly Digest[][]): void {
  const set = (path: string, days: number) => {
    const time = (Date.now() - days * day) / 1000;
    utimesSync(path, time, time);
  };
  for (const [n, days] of layers.entries()) set(store.blobs.path(digestOf(layerText(n))), days);
  for (const [n, image] of images.entries()) {
    for (const digest of made[n]?.slice(0, 2) ?? [])
      set(store.blobs.path(digest), image.held === "none" ? image.age : 9);
    if (image.held === "record") set(recordPath(store, `i:${n}`), image.age);
  }
}

function recordPath(store: Store, key: string): string {
  return join(store.folder, "cooper", "records", "image", `${digestOf(key).slice(7)}.json`);
}

const has = (store: Store, digest: Digest) => existsSync(store.blobs.path(digest));

test("what a name, a young record or a young manifest leads to stays; all else goes", async (t) => {
  const root = await temporaryFolder(t);
  let run = 0;
  await fc.assert(
    fc.asyncProperty(plan, fc.integer({ min: 1, max: 9 }), async (planned, days) => {
      run += 1;
      const store = await openStore(join(root, String(run)));
      const made = await fill(store, planned);
      age(store, planned, made);
      const keep = (days - 0.5) * day;
      const wanted = new Set<Digest>();
      for (const [n, image] of planned.images.entries()) {
        if (image.held === "name" || image.age < days) for (const digest of made[n] ?? []) wanted.add(digest);
      }
      for (const [n, layerAge] of planned.layers.entries())
        if (layerAge < days) wanted.add(digestOf(layerText(n)));
      const before = readdirSync(join(store.folder, "blobs", "sha256")).length;
      const result = await store.gc({ keep });
      const after = readdirSync(join(store.folder, "blobs", "sha256")).map((hex) => `sha256:${hex}`);
      assert.deepEqual(after.sort(), [...wanted].sort());
      assert.equal(result.removedBlobs, before - after.length);
      assert.deepEqual((await store.verify()).incomplete, []);
    }),
    { numRuns: 25 },
  );
});

test("the size is brought under the limit, oldest first, but for named images", async (t) => {
  const root = await temporaryFolder(t);
  let run = 0;
  await fc.assert(
    fc.asyncProperty(plan, fc.nat(400), async (planned, maxSize) => {
      run += 1;
      const store = await openStore(join(root, String(run)));
      const made = await fill(store, planned);
      age(store, planned, made);
      const { named, total, records } = await store.du();
      const result = await store.gc({ keep: 30 * day, maxSize });
      assert.ok(result.kept <= Math.max(maxSize, named.bytes));
      const after = await store.du();
      assert.equal(after.named.bytes, named.bytes);
      assert.equal(after.total.bytes, total.bytes - result.freed);
      assert.equal(after.total.bytes - after.records.bytes, result.kept);
      assert.ok(after.records.files <= records.files);
      for (const [n, image] of planned.images.entries()) {
        const recorded = image.held === "record" && existsSync(recordPath(store, `i:${n}`));
        if (recorded) for (const digest of made[n] ?? []) assert.ok(has(store, digest));
      }
    }),
    { numRuns: 25 },
  );
});

test("what a living session has stored or asked for stays, whatever the limits", async (t) => {
  const store = await temporaryStore(t);
  const [old, young] = [await store.blobs.put(bytesOf("old")), await store.blobs.put(bytesOf("young"))];
  utimesSync(store.blobs.path(old.digest), 1, 1);
  const other = await openStore(store.folder);
  const result = await other.gc({ keep: 0, maxSize: 0 });
  assert.deepEqual([result.removedBlobs, result.freed], [1, 3]);
  assert.deepEqual([has(store, old.digest), has(store, young.digest)], [false, true]);
});

test("a record goes with its blob, and a malformed one goes", async (t) => {
  const store = await temporaryStore(t);
  const { digest } = await store.blobs.put(bytesOf("x"));
  await store.records.set("image", "whole", { blobs: [digest] });
  await store.records.set("image", "broken", { blobs: [digestOf("gone")] });
  await store.gc();
  assert.deepEqual(
    [existsSync(recordPath(store, "whole")), existsSync(recordPath(store, "broken"))],
    [true, false],
  );
});

test("what a killed gc had set aside comes back before anything is decided", async (t) => {
  const store = await temporaryStore(t);
  const { digest, size } = await store.blobs.put(bytesOf("x"));
  await store.images.set("a", { mediaType: mediaType.manifest, digest, size });
  renameSync(store.blobs.path(digest), join(store.folder, "cooper", "trash", digest.slice(7)));
  await store.gc({ keep: 0 });
  assert.equal(has(store, digest), true);
});

test("what killed processes have left unfinished beside files goes, unless it is young", async (t) => {
  const store = await temporaryStore(t);
  await store.blobs.put(bytesOf("blob"));
  const [old, young] = ["0123456789ab", "ba9876543210"].map((id) =>
    join(store.folder, `index.json.${id}.tmp`),
  );
  for (const path of [old, young]) writeFileSync(path as string, "{");
  utimesSync(old as string, 1, 1);
  await store.gc();
  assert.deepEqual(
    [old, young].map((path) => existsSync(path as string)),
    [false, true],
  );
});

test("gc of a store that is not there makes none", async (t) => {
  const folder = join(await temporaryFolder(t), "none");
  assert.deepEqual(await (await openStore(folder)).gc(), {
    removedBlobs: 0,
    removedRecords: 0,
    freed: 0,
    kept: 0,
  });
  assert.equal(existsSync(folder), false);
});

test("verify finds damaged blobs and images that lack one, and removes only what is damaged", async (t) => {
  const store = await temporaryStore(t);
  const [made = []] = await fill(store, {
    layers: [1, 1],
    images: [{ layers: [0, 1], age: 1, held: "name" }],
  });
  const [manifest, , layer] = made as [Digest, Digest, Digest];
  assert.deepEqual(await store.verify(), {
    blobs: 4,
    bytes: (await store.du()).total.bytes,
    damaged: [],
    incomplete: [],
  });
  await rm(store.blobs.path(layer));
  writeFileSync(store.blobs.path(layer), "rotten");
  assert.deepEqual((await store.verify()).damaged, [layer]);
  await store.records.set("image", "with it", { blobs: [manifest] });
  await store.records.set("layer", "without it", { blobs: [digestOf(layerText(1))] });
  const { damaged, incomplete } = await store.verify({ remove: true });
  assert.equal(await store.records.get("image", "with it"), undefined);
  assert.notEqual(await store.records.get("layer", "without it"), undefined);
  assert.deepEqual([damaged, incomplete], [[layer], [{ image: "i:0", missing: layer }]]);
  assert.deepEqual([has(store, layer), has(store, manifest)], [false, true]);
});

test("du says what takes the room", async (t) => {
  const store = await temporaryStore(t);
  await fill(store, { layers: [1, 1], images: [{ layers: [0], age: 1, held: "name" }] });
  await store.records.set("layer", "k", { blobs: [digestOf(layerText(1))] });
  await store.blobs.put(bytesOf("a wheel"));
  const { images, layers, downloads, records, drafts, named } = await store.du();
  const files = [images, layers, downloads, records, drafts, named].map((share) => share.files);
  assert.deepEqual(files, [2, 2, 1, 1, 0, 3]);
  assert.equal(downloads.bytes, 7);
});
