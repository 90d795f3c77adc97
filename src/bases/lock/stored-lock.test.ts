import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { digestOfRequest, type PackageRequest } from "../debian/package-request.ts";
import { exampleBase, exampleLock } from "./lock.fixture.ts";
import { isLocked, lockedBase } from "./locked-base.ts";
import { readLock, writeLock } from "./stored-lock.ts";

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
