import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { CooperError, codeOf, messageOf, UsageError } from "./error.ts";

test("a failure carries what a person and a program need", () => {
  const cause = new Error("ENOSPC");
  const error = new CooperError("it failed", { code: "IT", where: "a.ts:1", hint: "Try b.", cause });
  assert.equal(error.name, "CooperError");
  assert.equal(error.exitStatus, 1);
  assert.equal(error.retryable, false);
  assert.equal(error.cause, cause);
  assert.deepEqual([error.code, error.where, error.hint], ["IT", "a.ts:1", "Try b."]);
});

test("a failure without a cause has no cause property", () => {
  assert.ok(!Object.hasOwn(new CooperError("it failed", { code: "IT" }), "cause"));
});

test("a usage error is one of ours that ends with 2", () => {
  const error = new UsageError("no", { code: "NO" });
  assert.ok(error instanceof CooperError);
  assert.equal(error.name, "UsageError");
  assert.equal(error.exitStatus, 2);
});

test("anything thrown has a message, and a code where it has one", async () => {
  assert.equal(messageOf(new Error("a")), "a");
  assert.equal(messageOf("b"), "b");
  assert.equal(messageOf(Object.create(null)), "something that has no text");
  assert.equal(messageOf(Object.assign(new Error(), { message: 7 })), "7");
  assert.equal(codeOf(new CooperError("c", { code: "C" })), "C");
  assert.equal(codeOf(await readFile("/nowhere/at/all").catch((e: unknown) => e)), "ENOENT");
  for (const thrown of [null, undefined, "text", 1, { code: 7 }, {}]) assert.equal(codeOf(thrown), undefined);
});
