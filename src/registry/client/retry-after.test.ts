import assert from "node:assert/strict";
import { test } from "node:test";
import { retryAfterOf } from "./retry-after.ts";

const now = Date.UTC(2026, 10, 20, 12, 0, 0);
const cases: readonly [string | string[] | undefined, number | undefined][] = [
  ["7", 7000],
  ["0", 0],
  [["3", "4"], 3000],
  ["46.233µs", 0.046233],
  ["46.233\u00c2\u00b5s", 0.046233],
  ["1.5s", 1500],
  ["200ms", 200],
  ["Fri, 20 Nov 2026 12:00:05 GMT", 5000],
  ["Fri, 20 Nov 2026 11:00:00 GMT", 0],
  ["soon", undefined],
  ["", undefined],
  [undefined, undefined],
];

for (const [header, milliseconds] of cases) {
  test(`Retry-After: ${header}`, () => {
    const wait = retryAfterOf(header, now);
    assert.equal(wait === undefined ? undefined : Number(wait.toFixed(6)), milliseconds);
  });
}
