import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { isSpecifier, pinnedVersion, sameVersion, versionSatisfies } from "./specifier.ts";

const fixture = JSON.parse(await readFile(new URL("./specifiers.fixture.json", import.meta.url), "utf8")) as {
  cases: [version: string, specifier: string, met: boolean | "error"][];
};

test("specifiers get the answers of Python's packaging", () => {
  for (const [version, specifier, met] of fixture.cases) {
    const answer = isSpecifier(specifier) ? versionSatisfies(version, specifier) : "error";
    assert.equal(answer, met, `${version} ${specifier}`);
  }
});

test("versions are the same whatever their spelling", () => {
  const cases: [string, string, boolean][] = [
    ["1.0", "1.0.0", true],
    ["1.0rc1", "1.0.RC1", true],
    ["v2.1", "2.1", true],
    ["1.0", "1.0+local", false],
    ["1.0", "1.0.post1", false],
    ["not-a-version", "not-a-version", true],
  ];
  for (const [a, b, same] of cases) assert.equal(sameVersion(a, b), same, `${a} ${b}`);
});

test("a pin is one exact version", () => {
  const cases: [string, string | undefined][] = [
    ["==1.2.3", "1.2.3"],
    ["=== 1.2", "1.2"],
    ["==1.2.*", undefined],
    ["==1.2,!=1.3", undefined],
    [">=1.2", undefined],
    ["", undefined],
  ];
  for (const [specifier, version] of cases) assert.equal(pinnedVersion(specifier), version, specifier);
});
