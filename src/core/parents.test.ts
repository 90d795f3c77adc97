import assert from "node:assert/strict";
import { test } from "node:test";
import { parentsOf } from "./parents.ts";

test("the folders above a path come nearest first", () => {
  assert.deepEqual([...parentsOf("a/b/c")], ["a/b", "a"]);
  assert.deepEqual([...parentsOf("a")], []);
  assert.deepEqual([...parentsOf("/a/b")], ["/a"]);
  assert.deepEqual([...parentsOf("")], []);
});
