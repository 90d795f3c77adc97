import assert from "node:assert/strict";
import { readdir, statfs } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import { openStore } from "../../src/store/open-store.ts";
import { resizeDisk, smallDisk } from "../support/small-disk.ts";
import { cooper, startCooper, tryCooper } from "./support/cooper.ts";
import { eventually } from "./support/eventually.ts";
import { assertClear } from "./support/messages.ts";
import { smallWorkspace } from "./support/small-workspace.ts";
import { fillSharedStore, storeOfDownloads } from "./support/store.ts";
import { temporaryFolder } from "./support/workspace.ts";

const workspace = await smallWorkspace({ after });
const sharedStore = await fillSharedStore();
const expected = digestOf(await cooper(["build", "--json"], { workspace, store: sharedStore }));

function digestOf(json: string): string {
  return JSON.parse(json).images[0].index.digest;
}

async function assertSound(folder: string): Promise<void> {
  const { damaged, incomplete } = await (await openStore(folder)).verify();
  assert.deepEqual({ damaged, incomplete }, { damaged: [], incomplete: [] });
}

/** The next build gives the right image and leaves nothing unfinished. */
async function assertBuilds(store: string): Promise<void> {
  assert.equal(digestOf(await cooper(["build", "--json"], { workspace, store })), expected);
  assert.deepEqual(await readdir(join(store, "cooper", "drafts")), []);
  await assertSound(store);
}

for (const builds of [2, 4]) {
  test(`${builds} builds at once in one store agree`, async (t) => {
    const store = await storeOfDownloads(await temporaryFolder(t));
    const built = Array.from({ length: builds }, () => cooper(["build", "--json"], { workspace, store }));
    const digests = (await Promise.all(built)).map(digestOf);
    assert.deepEqual(new Set(digests), new Set([expected]));
    await assertBuilds(store);
  });
}

test("gc beside a build takes nothing that the build needs", async (t) => {
  const store = await storeOfDownloads(await temporaryFolder(t));
  let building = true;
  const built = cooper(["build", "--json"], { workspace, store }).finally(() => {
    building = false;
  });
  let rounds = 0;
  for (; building; rounds += 1)
    await cooper(["cache", "gc", "--keep=0", "--max-size=1MB"], { workspace, store });
  assert.equal(digestOf(await built), expected);
  assert.ok(rounds > 0);
  await assertSound(store);
  await assertBuilds(store);
});

for (const [signal, status] of [
  ["SIGINT", 130],
  ["SIGTERM", 130],
] as const) {
  test(`${signal} ends a build with status ${status}, and the store stays sound`, async (t) => {
    const store = await storeOfDownloads(await temporaryFolder(t));
    const child = startCooper(["build", "--progress=json"], { workspace, store });
    await eventually("something is under way", () => child.output().includes('"start"') || undefined, {
      every: 5,
    });
    child.kill(signal);
    assert.equal(await child.ended, status, child.output());
    assert.doesNotMatch(child.output(), /please report this|^error/m);
    await assertSound(store);
    await assertBuilds(store);
  });
}

test("a full disk fails a build; with room again the next one succeeds", async (t) => {
  const disk = await smallDisk(t, "2g");
  if ("lack" in disk) return t.skip(disk.lack);
  const store = await storeOfDownloads(join(disk.folder, "store"));
  const { bsize, blocks, bfree } = await statfs(disk.folder);
  await resizeDisk(disk.folder, (blocks - bfree) * bsize + 10_000_000);
  const failed = await tryCooper(["build"], { workspace, store });
  assertClear(failed, { status: 1, says: ["DISK_FULL", store, "COOPER_STORE"] });
  assert.deepEqual(await readdir(join(store, "cooper", "drafts")), []);
  await assertSound(store);
  await resizeDisk(disk.folder, blocks * bsize);
  await assertBuilds(store);
});

test("a full disk at the output leaves nothing there", async (t) => {
  const disk = await smallDisk(t, "8m");
  if ("lack" in disk) return t.skip(disk.lack);
  for (const name of ["image.tar", "image.oci.tar", "layout"]) {
    const output = join(disk.folder, name);
    const failed = await tryCooper(["build", "--output", output], { workspace, store: sharedStore });
    assertClear(failed, { status: 1, says: ["OUTPUT_FAILED", output, "no space left"] });
    assert.deepEqual(await readdir(disk.folder), []);
  }
});

test("a disk without any room is told as such", async (t) => {
  const disk = await smallDisk(t, "16k");
  if ("lack" in disk) return t.skip(disk.lack);
  const failed = await tryCooper(["build"], { workspace, store: join(disk.folder, "store") });
  assertClear(failed, { status: 1, says: ["DISK_FULL", "COOPER_STORE"] });
});

test("a store that cannot be written is told as such", async () => {
  const below = join(workspace, "cooper.config.ts", "store");
  const says = ["STORE_UNWRITABLE", below, "COOPER_STORE"];
  assertClear(await tryCooper(["build"], { workspace, store: below }), { status: 1, says });
});

test("a temporary folder that is not there does not matter", async () => {
  const env = { TMPDIR: "/nonexistent" };
  assert.equal(digestOf(await cooper(["build", "--json"], { workspace, store: sharedStore, env })), expected);
});
