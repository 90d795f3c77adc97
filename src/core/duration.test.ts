import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDuration } from "./duration.ts";

const cases: readonly [text: string, expected: number][] = [
  ["500ms", 500],
  ["30s", 30_000],
  ["1.5s", 1_500],
  ["1m30s", 90_000],
  ["2h", 7_200_000],
  ["14d", 1_209_600_000],
  ["0s", 0],
];

for (const [text, expected] of cases) {
  test(`"${text}" is ${expected} ms`, () => assert.equal(parseDuration(text), expected));
}

for (const text of ["", "30", "s", "30 s", "1m 30s", "-1s", "1w", "30sx"]) {
  test(`"${text}" is refused`, () => assert.throws(() => parseDuration(text), { code: "BAD_DURATION" }));
}
