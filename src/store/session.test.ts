import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { Layout } from "./layout.ts";
import { tryLock, withLock } from "./lock.ts";
import { Session, sweepDead } from "./session.ts";
import { temporaryFolder } from "./testing/temporary-store.ts";

async function temporaryLayout(t: TestContext): Promise<Layout> {
  const layout = new Layout(await temporaryFolder(t));
  await layout.create();
  return layout;
}

/** Another process that begins a session, writes a draft, says so and waits. */
async function otherProcess(t: TestContext, { folder }: Layout): Promise<ChildProcess> {
  const program = `
    import { writeFileSync } from "node:fs";
    import { Layout } from ${JSON.stringify(new URL("./layout.ts", import.meta.url).href)};
    import { Session } from ${JSON.stringify(new URL("./session.ts", import.meta.url).href)};
    globalThis.session = Session.begin(new Layout(process.argv[1]));
    writeFileSync(session.draft(), "half");
    console.log("ready");
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program, folder]);
  t.after(() => child.kill("SIGKILL"));
  await once(child.stdout, "data");
  return child;
}

test("a draft stays as long as its process lives, and no longer", async (t) => {
  const layout = await temporaryLayout(t);
  const child = await otherProcess(t, layout);
  const { oldestAlive } = sweepDead(layout);
  assert.ok(oldestAlive <= Date.now());
  assert.equal(readdirSync(layout.drafts).length, 1);
  child.kill("SIGKILL");
  await once(child, "close");
  assert.deepEqual(sweepDead(layout), { oldestAlive: Number.POSITIVE_INFINITY, freed: 4 });
  assert.deepEqual([readdirSync(layout.drafts), readdirSync(layout.sessions)], [[], []]);
});

test("sessions of one process know each other as living", async (t) => {
  const layout = await temporaryLayout(t);
  const [one, two] = [Session.begin(layout), Session.begin(layout)];
  writeFileSync(one.draft(), "1");
  assert.notEqual(one.draft(), two.draft());
  sweepDead(layout);
  assert.equal(readdirSync(layout.drafts).length, 1);
  one.lock.release();
  sweepDead(layout);
  assert.deepEqual(readdirSync(layout.drafts), []);
  two.lock.release();
});

test("a lock has one holder at a time, and is free after its task has failed", async (t) => {
  const file = join(await temporaryFolder(t), "lock");
  await withLock(file, async () => assert.equal(tryLock(file), undefined));
  await assert.rejects(
    withLock(file, async () => Promise.reject(new Error("failed"))),
    /failed/,
  );
  const lock = tryLock(file);
  assert.ok(lock);
  await assert.rejects(
    withLock(file, async () => 1, 10),
    { code: "STORE_BUSY", retryable: true },
  );
  lock.release();
  assert.equal(await withLock(file, async () => 1), 1);
});

test("a lock that cannot be made says where", async (t) => {
  const file = join(await temporaryFolder(t), "none", "lock");
  assert.throws(() => tryLock(file), { code: "STORE_LOCK", where: file });
  assert.equal(existsSync(file), false);
});
