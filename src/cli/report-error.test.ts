import assert from "node:assert/strict";
import { openSync } from "node:fs";
import { test } from "node:test";
import { draftFor } from "../core/draft.ts";
import { CooperError, UsageError } from "../core/error.ts";
import { describeError, errorLine, exitStatusOf } from "./report-error.ts";

const plain = (_: unknown, text: string) => text;

test("an error says what, where, why and what to do", () => {
  const cause = new Error("connect ECONNREFUSED", { cause: new Error("no route") });
  const error = new CooperError("the index cannot be reached", {
    code: "UNREACHABLE",
    where: "https://index.example/simple",
    hint: "Check the proxy.",
    cause,
  });
  assert.equal(
    describeError(error, plain),
    [
      "error the index cannot be reached [UNREACHABLE]",
      "   at https://index.example/simple",
      "  why connect ECONNREFUSED",
      "  why no route",
      "  try Check the proxy.",
    ].join("\n"),
  );
});

test("a program reads the same as one line of JSON", () => {
  const error = new UsageError("there is no field prots", { code: "UNKNOWN_FIELD", where: "image.ts:3" });
  assert.deepEqual(JSON.parse(errorLine(error)), {
    type: "error",
    error: { message: "there is no field prots", code: "UNKNOWN_FIELD", where: "image.ts:3" },
    status: 2,
  });
});

test("a refused draft is told by the name of the file that was meant", () => {
  const refused = { code: "EISDIR", syscall: "rename", path: draftFor("/out") };
  const error = Object.assign(
    new Error("EISDIR: illegal operation on a directory, rename 'a' -> 'b'"),
    refused,
  );
  const said = describeError(error, plain);
  assert.match(said, /refused to write a path: illegal operation on a directory \[EISDIR\]\n {3}at \/out\n/);
});

test("a cause that the message tells already is not told again", () => {
  const error = new CooperError("it broke: ENOENT", { code: "X", cause: new Error("ENOENT") });
  assert.equal(describeError(error, plain), "error it broke: ENOENT [X]");
});

test("causes that are no errors, or that lead round in a circle, are told once", () => {
  const circle = new Error("round");
  circle.cause = circle;
  assert.match(describeError(new CooperError("no", { code: "X", cause: circle }), plain), /why round$/);
  assert.equal(describeError(new CooperError("no", { code: "X", cause: null }), plain), "error no [X]");
});

test("what the operating system refuses is no failure of cooper", () => {
  const path = "/nowhere/at/all/image.tar";
  assert.throws(
    () => openSync(path, "w"),
    (error) => {
      assert.equal(
        describeError(error, plain),
        [
          "error the system refused to open a path: no such file or directory [ENOENT]",
          `   at ${path}`,
          "  try Check that the path exists and that you may read and write there, or choose another one.",
        ].join("\n"),
      );
      return true;
    },
  );
});

test("an error nobody foresaw asks to be reported, with its stack", () => {
  const text = describeError(new TypeError("x is not a function"), plain);
  assert.match(text, /please report this/);
  assert.match(text, /report-error\.test\.ts/);
});

test("wrong usage ends with 2, a failed job with 1", () => {
  assert.equal(exitStatusOf(new UsageError("x", { code: "X" })), 2);
  assert.equal(exitStatusOf(new CooperError("x", { code: "X" })), 1);
  assert.equal(exitStatusOf(new Error("x")), 1);
});
