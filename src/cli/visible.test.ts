import assert from "node:assert/strict";
import { test } from "node:test";
import { visible } from "./visible.ts";

test("what others wrote cannot play with the terminal", () => {
  assert.equal(
    visible("a\x1b]0;title\x07b\x1b[2Jc\rd\u202ee\x9bf\0"),
    "a\\u001b]0;title\\u0007b\\u001b[2Jc\\u000dd\\u202ee\\u009bf\\u0000",
  );
});

test("nor does anything else than an escape begin a colour", () => {
  assert.equal(visible("\u0007[31m"), "\\u0007[31m");
});

test("lines, tabs, colours and other languages stay", () => {
  const text = "a\tb\r\nc \x1b[1;31merror\x1b[39m é 中 🙂\n";
  assert.equal(visible(text), text);
});
