import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { filePattern } from "./file-pattern.ts";

const cases: readonly (readonly [pattern: string, path: string, matches: boolean])[] = [
  ["a/b", "a/b", true],
  ["a/b", "a/b/c", false],
  ["a/*", "a/b", true],
  ["a/*", "a/b/c", false],
  ["a/**", "a/b/c", true],
  ["a/**", "a", false],
  ["a{,/**}", "a", true],
  ["a{,/**}", "a/b", true],
  ["a{,/**}", "ab", false],
  ["{x,y}/z", "y/z", true],
  ["a{b", "a{b", true],
  ["a}b", "a}b", true],
  ["a.b", "axb", false],
  ["a,b", "a,b", true],
  ["*.so", "libx\n.so", true],
  ["lib+(1)", "lib+(1)", true],
];

for (const [pattern, path, matches] of cases) {
  test(`${pattern} ${matches ? "matches" : "does not match"} ${JSON.stringify(path)}`, () =>
    assert.equal(filePattern(pattern).test(path), matches));
}

test("a pattern without signs matches itself and nothing else", () => {
  const plain = fc.string().filter((text) => !/[*{}]/.test(text));
  fc.assert(
    fc.property(plain, plain, (pattern, path) => filePattern(pattern).test(path) === (pattern === path)),
  );
});
