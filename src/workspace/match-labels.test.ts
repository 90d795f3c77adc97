import assert from "node:assert/strict";
import { test } from "node:test";
import { formatLabel } from "./label.ts";
import { matchLabels } from "./match-labels.ts";

const items = [
  ["libs/base", "base"],
  ["libs/base", "base-debug"],
  ["services/pair", "left"],
  ["services/pair", "right"],
  ["services/solo", "single"],
  ["services/todost", "todost"],
  ["servicesx", "todo"],
  ["tools/todost", "todost"],
].map(([folder = "", name = ""]) => ({ label: { folder, name } }));

const match = (text: string, folder = "") =>
  matchLabels(text, items, folder).map(({ label }) => formatLabel(label));

const cases: readonly [text: string, expected: readonly string[]][] = [
  ["//services/todost", ["//services/todost"]],
  ["//services/todost:todost", ["//services/todost"]],
  ["//services/solo", ["//services/solo:single"]],
  ["//libs/base", ["//libs/base"]],
  ["//libs/base:base-debug", ["//libs/base:base-debug"]],
  ["single", ["//services/solo:single"]],
  ["//libs/...", ["//libs/base", "//libs/base:base-debug"]],
  [
    "//services/...",
    ["//services/pair:left", "//services/pair:right", "//services/solo:single", "//services/todost"],
  ],
];

for (const [text, expected] of cases) {
  test(`"${text}"`, () => assert.deepEqual(match(text), expected));
}

test("//... is everything", () => assert.equal(match("//...", "libs").length, items.length));

test("paths are relative to the folder", () => {
  assert.deepEqual(match("./solo", "services"), ["//services/solo:single"]);
  assert.deepEqual(match(":left", "services/pair"), ["//services/pair:left"]);
});

const failures: readonly [text: string, code: string, hint: RegExp][] = [
  ["todost", "AMBIGUOUS_TARGET", /\/\/services\/todost, \/\/tools\/todost/],
  ["//services/pair", "AMBIGUOUS_TARGET", /\/\/services\/pair:left, \/\/services\/pair:right/],
  ["singel", "NO_SUCH_TARGET", /"single"/],
  ["//service/todost", "NO_SUCH_TARGET", /"\/\/services\/todost"/],
  ["//elsewhere/...", "NO_SUCH_TARGET", /cooper list/],
];

for (const [text, code, hint] of failures) {
  test(`"${text}" fails with ${code}`, () => assert.throws(() => match(text), { code, hint }));
}
