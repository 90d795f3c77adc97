import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { digestOfRequest, type PackageRequest } from "../debian/package-request.ts";
import { exampleBase, exampleLock } from "./lock.fixture.ts";
import { isLocked, lockedBase } from "./locked-base.ts";
import { isAsWritten, readLock, writeLock } from "./stored-lock.ts";

const root = await mkdtemp(join(tmpdir(), "cooper-"));
after(() => rm(root, { recursive: true }));

test("a workspace without a lock file has none, afterwards the one that was written", async () => {
  assert.equal(await readLock(root), undefined);
  await writeLock(root, exampleLock({ libc6: "2.36" }));
  assert.deepEqual(await readLock(root), exampleLock({ libc6: "2.36" }));
});

test("a broken lock file is an error with its path", async () => {
  await writeFile(join(root, "cooper.lock"), "{}");
  await assert.rejects(readLock(root), { code: "BAD_LOCK", where: `${join(root, "cooper.lock")}:1` });
});

const request: PackageRequest = {
  id: "debian12/cc",
  release: "bookworm",
  packages: ["libc6", "libstdc++6"],
  without: { "gcc-12-base": "holds documentation only" },
  architectures: ["amd64"],
};

test("a lock serves the request it was made for, in any order and for any reason", () => {
  const base = { ...exampleBase({ libc6: "2.36" }), request: digestOfRequest(request) };
  const lock = { bases: new Map([[request.id, base]]), images: new Map() };
  const again = { ...request, packages: ["libstdc++6", "libc6"], without: { "gcc-12-base": "empty" } };
  assert.equal(lockedBase(lock, again), base);
  assert(isLocked(lock, again));
});

test("a changed recipe makes the lock stale, a new one is missing", () => {
  const lock = exampleLock({ libc6: "2.36" });
  const hint = "Run `cooper lock` and commit the lock file.";
  assert.throws(() => lockedBase(lock, request), { code: "LOCK_STALE", hint });
  assert.throws(() => lockedBase(undefined, request), { code: "LOCK_MISSING", hint });
  assert(!isLocked(lock, request));
  assert(!isLocked(undefined, request));
});

test("any line that is taken out, changed or added is noticed, and what it belongs to is locked anew", async () => {
  const file = join(root, "cooper.lock");
  const base = { ...exampleBase({ libc6: "2.36", zlib1g: "1.2" }), request: digestOfRequest(request) };
  await writeLock(root, { bases: new Map([[request.id, base]]), images: new Map() });
  const whole = await readFile(file, "utf8");
  for (const [from, to] of [
    [/^ {2}package zlib1g arm64 .*\n/m, ""],
    [/1\.2 zlib1g/, "1.3 zlib1g"],
    [/^ {2}(release .*)$/m, "$&\n  $1"],
    [/^ {2}release .*\n/m, ""],
  ] as const) {
    await writeFile(file, whole.replace(from, to));
    const edited = await readLock(root);
    assert(edited && !isLocked(edited, request));
    assert.throws(() => lockedBase(edited, request), { code: "LOCK_EDITED", hint: /version control/ });
  }
});

test("a lock without seals, as cooper 0.1 wrote it, serves builds, but is not as written", async () => {
  const base = { ...exampleBase({ libc6: "2.36" }), request: digestOfRequest(request) };
  const lock = { bases: new Map([[request.id, base]]), images: new Map() };
  await writeLock(root, lock);
  assert(await isAsWritten(root, lock));
  const file = join(root, "cooper.lock");
  await writeFile(file, (await readFile(file, "utf8")).replace(/^ {2}seal .*\n/m, ""));
  assert.deepEqual(await readLock(root), lock);
  assert(!(await isAsWritten(root, lock)));
});
