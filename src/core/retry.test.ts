import assert from "node:assert/strict";
import { test } from "node:test";
import { CooperError } from "./error.ts";
import { retry } from "./retry.ts";

const passing = new CooperError("busy", { code: "BUSY", retryable: true });
const lasting = new CooperError("gone", { code: "GONE" });

/** A task that fails with these errors, one a try, and then succeeds with the number of its tries. */
function failing(...errors: unknown[]): { task: (attempt: number) => Promise<number>; seen: number[] } {
  const seen: number[] = [];
  const task = async (attempt: number) => {
    seen.push(attempt);
    if (attempt <= errors.length) throw errors[attempt - 1];
    return attempt;
  };
  return { task, seen };
}

test("tries again after a failure that may pass", async () => {
  const { task, seen } = failing(passing, passing);
  assert.equal(await retry(task, { base: 1 }), 3);
  assert.deepEqual(seen, [1, 2, 3]);
});

test("gives up after as many tries as it has", async () => {
  const { task, seen } = failing(passing, passing, passing);
  await assert.rejects(retry(task, { base: 1, tries: 2 }), passing);
  assert.deepEqual(seen, [1, 2]);
});

test("does not try again what will not pass", async () => {
  for (const error of [lasting, new TypeError("a bug"), "text"]) {
    const { task, seen } = failing(error);
    await assert.rejects(retry(task, { base: 1 }), (e) => e === error);
    assert.deepEqual(seen, [1]);
  }
});

test("the caller may know better which failures pass", async () => {
  const { task } = failing(lasting);
  assert.equal(await retry(task, { base: 1, retryable: (e) => e === lasting }), 2);
});

test("does not try again once it is cancelled", async () => {
  const { task, seen } = failing(passing);
  await assert.rejects(retry(task, { base: 1, signal: AbortSignal.abort() }), passing);
  assert.deepEqual(seen, [1]);
});

test("does not sit out the pause when it is cancelled", async () => {
  const controller = new AbortController();
  const task = async () => {
    setImmediate(() => controller.abort());
    throw passing;
  };
  await assert.rejects(retry(task, { base: 3_600_000, signal: controller.signal }), { name: "AbortError" });
});
