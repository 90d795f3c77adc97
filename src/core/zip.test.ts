import assert from "node:assert/strict";
import { test } from "node:test";
import { zip } from "./zip.ts";

test("lists of one length are paired", () => {
  assert.deepEqual(zip(["a", "b"], [1, undefined]), [
    ["a", 1],
    ["b", undefined],
  ]);
  assert.deepEqual(zip([], []), []);
});

test("a list without its partner is a mistake of the program", () => {
  assert.throws(() => zip([1], []), RangeError);
  assert.throws(() => zip([], [1]), RangeError);
});
