import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatSize, parseSize } from "./bytesize.ts";

test("reads powers of ten and of two", () => {
  const cases: [string, number][] = [
    ["0B", 0],
    ["512b", 512],
    ["1kB", 1000],
    ["100MB", 100_000_000],
    ["1.5GB", 1_500_000_000],
    ["64 MiB", 64 * 2 ** 20],
    [" 2tib ", 2 ** 41],
  ];
  for (const [text, bytes] of cases) assert.equal(parseSize(text), bytes, text);
});

test("refuses what has no unit, no number or an unknown unit", () => {
  for (const text of ["", "100", "MB", "1e3MB", "-1MB", "1,5GB", "1XB", "1MBit", ".5MB", "1 0MB"]) {
    assert.throws(() => parseSize(text), { code: "BAD_SIZE", exitStatus: 2 }, text);
  }
});

test("writes three significant digits", () => {
  const cases: [number, string][] = [
    [0, "0B"],
    [999, "999B"],
    [1000, "1.00kB"],
    [48_240_000, "48.2MB"],
    [999_499, "999kB"],
    [999_500, "1.00MB"],
    [999_600_000, "1.00GB"],
    [2 * 2 ** 30, "2.15GB"],
    [5e15, "5000TB"],
  ];
  for (const [bytes, text] of cases) assert.equal(formatSize(bytes), text);
});

test("what is written reads back to within half a percent", () => {
  fc.assert(
    fc.property(fc.nat({ max: 2 ** 50 }), (bytes) => {
      assert.ok(Math.abs(parseSize(formatSize(bytes)) - bytes) <= bytes * 0.005 + 0.5);
    }),
  );
});
