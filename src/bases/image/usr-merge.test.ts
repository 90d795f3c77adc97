import assert from "node:assert/strict";
import { test } from "node:test";
import { usrPath } from "./usr-merge.ts";

const cases: readonly (readonly [string, string])[] = [
  ["bin/sh", "usr/bin/sh"],
  ["sbin", "usr/sbin"],
  ["lib/x86_64-linux-gnu/libc.so.6", "usr/lib/x86_64-linux-gnu/libc.so.6"],
  ["lib64/ld-linux-x86-64.so.2", "usr/lib64/ld-linux-x86-64.so.2"],
  ["usr/lib/x", "usr/lib/x"],
  ["library/x", "library/x"],
  ["etc/lib/x", "etc/lib/x"],
];

for (const [path, expected] of cases) {
  test(`${path} lies at ${expected}`, () => assert.equal(usrPath(path), expected));
}
