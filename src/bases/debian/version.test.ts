import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { test } from "node:test";
import fc from "fast-check";
import { compareVersions, satisfies, type VersionOperator } from "./version.ts";

/** Each next one is newer. */
const ascending = [
  "0~~",
  "0~~a",
  "0~",
  "0",
  "0a",
  "0+",
  "0.9",
  "1.0~beta1~svn1245",
  "1.0~beta1",
  "1.0~rc1-1",
  "1.0",
  "1.0-1~bpo12+1",
  "1.0-1",
  "1.0-1+b1",
  "1.0-1+deb12u1",
  "1.0-1.1",
  "1.0-2",
  "1.0-10",
  "1.0a-1",
  "1.0a7",
  "1.0b",
  "1.0+dfsg-1",
  "1.0.1-1",
  "1.2-3-1",
  "1.10",
  "20230101",
  "99999999999999999999999998",
  "99999999999999999999999999",
  "1:0.1",
  "1:0.1-1",
  "2:0",
  "10:0",
];

test("versions of a table come in order", () => {
  for (const [i, a] of ascending.entries()) {
    for (const [j, b] of ascending.entries()) {
      assert.equal(Math.sign(compareVersions(a, b)), Math.sign(i - j), `${a} and ${b}`);
    }
  }
});

const equal = [
  ["1.0", "0:1.0"],
  ["1.0", "1.0-0"],
  ["1.0", "1.00"],
  ["1.0-1", "1.0-01"],
  ["1.", "1.0"],
  ["a0", "a"],
] as const;

test("versions that are written differently can be equal", () => {
  for (const [a, b] of equal) assert.equal(compareVersions(a, b), 0, `${a} and ${b}`);
});

test("each operator holds where it should", () => {
  const holds = (operator: VersionOperator) => ["1", "2", "3"].filter((v) => satisfies(v, operator, "2"));
  assert.deepEqual(holds("<<"), ["1"]);
  assert.deepEqual(holds("<="), ["1", "2"]);
  assert.deepEqual(holds("="), ["2"]);
  assert.deepEqual(holds(">="), ["2", "3"]);
  assert.deepEqual(holds(">>"), ["3"]);
});

const version = fc
  .tuple(fc.option(fc.nat(3)), fc.stringMatching(/^[0-9][0-9a-cA-B.+~-]{0,6}$/))
  .map(([epoch, rest]) => (epoch === null ? rest : `${epoch}:${rest}`));

test("versions have a total order", () => {
  fc.assert(
    fc.property(version, version, version, (a, b, c) => {
      assert.equal(Math.sign(compareVersions(a, b)) + Math.sign(compareVersions(b, a)), 0);
      const [x, y, z] = [a, b, c].sort(compareVersions) as [string, string, string];
      assert(compareVersions(x, y) <= 0 && compareVersions(y, z) <= 0 && compareVersions(x, z) <= 0);
    }),
  );
});

const dpkg = spawnSync("dpkg", ["--version"]).status === 0;

test("dpkg gives the same answers", { skip: !dpkg }, () => {
  const pairs = fc.sample(fc.tuple(version, version), { numRuns: 60, seed: 12 });
  const script = pairs.map(([a, b]) => `dpkg --compare-versions '${a}' lt '${b}'; echo $?`);
  const answers = execFileSync("sh", ["-c", script.join("\n")], { stdio: ["ignore", "pipe", "ignore"] });
  for (const [index, status] of answers.toString().trim().split("\n").entries()) {
    const [a, b] = pairs[index] as [string, string];
    // Other statuses than 0 and 1: dpkg refuses one of the two as no version at all.
    if (Number(status) < 2) assert.equal(compareVersions(a, b) < 0, status === "0", `${a} and ${b}`);
  }
});
