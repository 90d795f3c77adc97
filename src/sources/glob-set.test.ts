import assert from "node:assert/strict";
import { test } from "node:test";
import { globSet, patternLines } from "./glob-set.ts";

const cases: readonly [patterns: string[], path: string, matches: boolean][] = [
  [["main.py"], "main.py", true],
  [["main.py"], "app/main.py", false],
  [["/main.py"], "main.py", true],
  [["./main.py"], "main.py", true],
  [["*.py"], "main.py", true],
  [["*.py"], "app/main.py", false],
  [["**/*.py"], "main.py", true],
  [["**/*.py"], "a/b/c.py", true],
  [["app"], "app/deep/file", true],
  [["app/"], "app/deep/file", true],
  [["app"], "application/file", false],
  [["*/temp*"], "some/temporary.txt", true],
  [["*/temp*"], "some/sub/temporary.txt", false],
  [["temp?"], "tempa", true],
  [["temp?"], "temp", false],
  [["[ab].txt"], "b.txt", true],
  [["[ab].txt"], "c.txt", false],
  [["MAIN.PY"], "main.py", false],
  [["#x"], "#x", true],
  [["**"], "anything/at/all", true],
  [["."], "main.py", false],
  [["*.md", "!README.md"], "README.md", false],
  [["*.md", "!README.md"], "CHANGES.md", true],
  [["*.md", "!README*.md", "README-secret.md"], "README-secret.md", true],
  [["docs", "!docs/keep.md"], "docs/keep.md", false],
  [["docs", "!docs/keep.md"], "docs/other.md", true],
  [["*", "!app"], "app/deep/file", false],
  [["*", "!app"], "else", true],
  [[], "main.py", false],
];

for (const [patterns, path, matches] of cases) {
  test(`${JSON.stringify(patterns)} ${matches ? "takes in" : "leaves"} ${path}`, () => {
    assert.equal(globSet(patterns).matches(path), matches);
  });
}

test("exceptions are known, so that a folder is pruned only where nothing in it can come back", () => {
  assert.equal(globSet(["docs"]).hasExceptions, false);
  assert.equal(globSet(["docs", "!docs/keep.md"]).hasExceptions, true);
});

test("an ignore file's lines lose blanks, comments and a byte order mark", () => {
  assert.deepEqual(patternLines("\uFEFF# what\r\n  *.md  \r\n\r\n!README.md\n"), ["*.md", "!README.md"]);
});
