import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleLock } from "./lock.fixture.ts";
import { describeLockChanges, formatLockChange } from "./lock-changes.ts";

test("what moved is told once for both architectures", () => {
  const old = exampleLock({ gone: "1", libc6: "2.36", libssl3: "3.0.16" });
  const next = exampleLock({ libc6: "2.36", libssl3: "3.0.17", news: "7" });
  assert.deepEqual(describeLockChanges(old, next).map(formatLockChange), [
    "debian12/cc: gone 1 removed (amd64, arm64)",
    "debian12/cc: libssl3 3.0.16 → 3.0.17 (amd64, arm64)",
    "debian12/cc: news 7 added (amd64, arm64)",
  ]);
});

test("equal lock files have no changes, a first one adds everything", () => {
  const lock = exampleLock({ libc6: "2.36" });
  assert.deepEqual(describeLockChanges(lock, lock), []);
  assert.deepEqual(describeLockChanges(undefined, lock).map(formatLockChange), [
    "debian12/cc: libc6 2.36 added (amd64, arm64)",
  ]);
});
