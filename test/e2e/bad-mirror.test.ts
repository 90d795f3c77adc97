import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { cooper, tryCooper } from "./support/cooper.ts";
import {
  debianMirror,
  lockedPackages,
  mirrorEnvironment,
  snapshotOf,
  type Tamper,
} from "./support/debian-mirror.ts";
import { deadAddress } from "./support/local-server.ts";
import { assertClear } from "./support/messages.ts";
import { smallWorkspace } from "./support/small-workspace.ts";
import { fillSharedStore } from "./support/store.ts";
import { type Owner, temporaryFolder } from "./support/workspace.ts";

const sharedStore = await fillSharedStore();
const libc = lockedPackages.find(({ name, architecture }) => name === "libc6" && architecture === "amd64");
assert.ok(libc);

/** Changes one byte in the middle. */
function damaged(content: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(content);
  const middle = copy.length >> 1;
  copy[middle] = (copy[middle] as number) ^ 1;
  return copy;
}

/** A workspace and an empty store before a mirror that tampers. */
async function behind(owner: Owner, tamper: Tamper, snapshot?: string) {
  const [mirror, workspace, store] = await Promise.all([
    debianMirror(owner, tamper),
    smallWorkspace(owner),
    temporaryFolder(owner),
  ]);
  return { workspace, store, env: mirrorEnvironment(mirror.url, snapshot) };
}

const indexes = [
  { file: "InRelease", pattern: /\/bookworm\/InRelease$/, code: "BAD_SIGNATURE" },
  {
    file: "Packages",
    pattern: /\/bookworm\/main\/binary-amd64\/.*(Packages|SHA256)/,
    code: "DIGEST_MISMATCH",
  },
];
for (const { file, pattern, code } of indexes) {
  test(`${file} that was tampered with locks nothing`, async (t) => {
    const place = await behind(t, (path, content) => (pattern.test(path) ? damaged(content) : undefined));
    const lock = join(place.workspace, "cooper.lock");
    const before = await readFile(lock, "utf8");
    const says = [code, "bookworm", "try"];
    assertClear(await tryCooper(["lock", "--update"], place), { status: 1, says });
    assert.equal(await readFile(lock, "utf8"), before);
  });
}

test("a package that was tampered with is not used", async (t) => {
  const place = await behind(t, (path, content) => (path.includes("/libc6_") ? damaged(content) : undefined));
  const says = ["DIGEST_MISMATCH", "libc6", "127.0.0.1", "try"];
  assertClear(await tryCooper(["build"], place), { status: 1, says });
});

test("a mirror that nobody answers for", async (t) => {
  const place = { workspace: await smallWorkspace(t), store: await temporaryFolder(t) };
  const env = mirrorEnvironment(await deadAddress());
  for (const args of [["build"], ["lock", "--update"]]) {
    const says = ["UNREACHABLE", "127.0.0.1", "COOPER_DEBIAN_MIRROR"];
    assertClear(await tryCooper(args, { ...place, env }), { status: 1, says });
  }
});

const withoutLibc: Tamper = (path) => (path.includes("/libc6_") ? 404 : undefined);

test("a package that the mirror has dropped comes from the archive of all versions", async (t) => {
  const snapshot = await snapshotOf(t, libc);
  const place = await behind(t, withoutLibc, snapshot.url);
  const indexOf = (json: string) => JSON.parse(json).images[0].index.digest as string;
  const expected = await cooper(["build", "--json"], { ...place, store: sharedStore });
  assert.equal(indexOf(await cooper(["build", "--json"], place)), indexOf(expected));
  assert.equal(snapshot.asked.length, 2);
});

test("a package that nobody has any more", async (t) => {
  const place = await behind(t, withoutLibc);
  const says = ["PACKAGE_GONE", "libc6", libc.version, "cooper lock --update"];
  assertClear(await tryCooper(["build"], place), { status: 1, says });
});

test("lock --update of an archive that has not changed moves nothing, and brings back what was taken out", async (t) => {
  const place = await behind(t, () => undefined);
  const file = join(place.workspace, "cooper.lock");
  await cooper(["lock", "--update"], place);
  assert.equal(await cooper(["lock", "--update"], place), "");
  const whole = await readFile(file, "utf8");
  await writeFile(file, whole.replace(/^ {2}package libc6 amd64 .*\n/m, ""));
  assert.match(await cooper(["lock", "--update"], place), /libc6/);
  assert.equal(await readFile(file, "utf8"), whole);
  await cooper(["lock", "--check"], place);
});
