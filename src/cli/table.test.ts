import assert from "node:assert/strict";
import { test } from "node:test";
import { table } from "./table.ts";

test("columns are as wide as their widest cell, and numbers stand on the right", () => {
  const columns = [{ title: "NAME" }, { title: "SIZE", align: "right" }] as const;
  assert.equal(
    table(columns, [
      ["todost", "5MB"],
      ["a", "100MB"],
    ]),
    "NAME     SIZE\ntodost    5MB\na       100MB",
  );
});

test("colours take no room", () => {
  const columns = [{ title: "A" }, { title: "B" }];
  assert.equal(table(columns, [["\x1b[1mxy\x1b[22m", "z"]]), "A   B\n\x1b[1mxy\x1b[22m  z");
});

test("missing cells are empty, and no line ends in spaces", () => {
  assert.equal(table([{ title: "A" }, { title: "LONG" }], [["x"]]), "A  LONG\nx");
});
