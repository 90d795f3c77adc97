import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { bytesOf } from "../core/stream.ts";
import { listBlobs } from "./inventory.ts";
import { Layout } from "./layout.ts";
import { openStore, type Store } from "./open-store.ts";
import { temporaryStore } from "./testing/temporary-store.ts";

const program = fileURLToPath(new URL("./testing/busy-process.ts", import.meta.url));

/** How often a process is killed; more in the long run than in every run of the unit tests. */
const kills = Number(process.env.COOPER_KILLS ?? 6);

async function busy({ folder }: Store): Promise<ChildProcess> {
  const child = spawn(process.execPath, [program, folder], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  await once(child, "close");
}

async function assertSound(folder: string): Promise<void> {
  const { damaged, incomplete } = await (await openStore(folder)).verify();
  assert.deepEqual({ damaged, incomplete }, { damaged: [], incomplete: [] });
}

test(`a process killed at any moment (${kills} times) leaves a sound store, and the next one sweeps`, async (t) => {
  const store = await temporaryStore(t);
  for (let n = 0; n < kills; n += 1) {
    const child = await busy(store);
    await delay(Math.random() * 60);
    await kill(child);
    await assertSound(store.folder);
  }
  await store.blobs.put(bytesOf("next"));
  assert.deepEqual(readdirSync(join(store.folder, "cooper", "drafts")), []);
  assert.equal(readdirSync(join(store.folder, "cooper", "sessions")).length, 1);
});

test("gc beside two busy processes takes nothing that they use", async (t) => {
  const store = await temporaryStore(t);
  const layout = new Layout(store.folder);
  const children = await Promise.all([busy(store), busy(store)]);
  const alive = () => children.every(({ exitCode }) => exitCode === null);
  // Five images of three blobs have names: of ten, some have lost theirs.
  for (let n = 0; alive() && (n < 15 || listBlobs(layout).size < 30); n += 1) {
    await store.gc({ keep: 0, maxSize: 0 });
    await delay(5);
  }
  assert.deepEqual(
    children.map(({ exitCode }) => exitCode),
    [null, null],
  );
  await Promise.all(children.map(kill));
  await assertSound(store.folder);
  const old = Date.now() / 1000 - 60;
  for (const digest of listBlobs(layout).keys()) utimesSync(store.blobs.path(digest), old, old);
  const { removedBlobs } = await (await openStore(store.folder)).gc({ keep: 0 });
  assert.ok(removedBlobs > 0, "what lost its name goes once nobody is at work");
  await assertSound(store.folder);
});
