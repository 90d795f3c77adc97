import assert from "node:assert/strict";
import { test } from "node:test";
import { CooperError } from "../../../core/error.ts";
import { type CheckedDistribution, checkRequirements } from "./check-requirements.ts";

const platform = { os: "linux", architecture: "arm64" };

/** Checks `name version: requirement, …` lines on Python 3.11.2. */
function check(...lines: readonly (string | CheckedDistribution)[]): void {
  const distributions = lines.map((line) => {
    if (typeof line !== "string") return line;
    const [, name = "", version = "", requires = ""] = /^(\S+) (\S+?)(?:: (.*))?$/.exec(line) ?? [];
    return { name, version, requires: requires === "" ? [] : requires.split(" & ") };
  });
  checkRequirements({ distributions, platform, python: "3.11.2", where: "requirements_lock.txt" });
}

const sound: readonly string[][] = [
  ["a 1.0: b>=1,<3 & C_d", "b 2.5", "c-d 1"],
  ["a 1.0: b; sys_platform == 'win32'"],
  ["a 1.0: b; platform_machine == 'x86_64'"],
  ["a 1.0: b; extra == 'all'"],
  ["a 1.0: b; python_full_version < '3.11.2'"],
  ["a 1.0: b @ https://files.example/b.whl", "b 9"],
  ["a 1.0: b>=1", "b 2.0rc1"],
  ["a 1.0: b[y]", "b 1: a[z]; extra == 'y'"],
  ["a 1.0: this is no requirement"],
];

for (const lines of sound) {
  test(`${lines.join("; ")} fits together`, () => assert.doesNotThrow(() => check(...lines)));
}

const unmet: readonly [lines: string[], message: RegExp][] = [
  [["a 1.0: b"], /a 1\.0 requires b, which is not installed/],
  [["a 1.0: b>=2", "b 1.9"], /a 1\.0 requires b>=2, and 1\.9 is installed/],
  [["a 1.0: b; platform_machine == 'aarch64'"], /a 1\.0 requires b; .*, which is not installed/],
  [["a 1.0: b[y]", "b 1: c; extra == 'y'"], /b 1 requires c; .*, which is not installed/],
  [["a 1.0: b; python_full_version < '3.11.3'"], /which is not installed/],
];

for (const [lines, message] of unmet) {
  test(`${lines.join("; ")} does not`, () => {
    assert.throws(() => check(...lines), {
      code: "UNMET_REQUIREMENT",
      where: "requirements_lock.txt",
      message,
    });
  });
}

test("Requires-Python counts, and all problems are told at once", () => {
  const a = { name: "a", version: "1", requires: ["b"], requiresPython: ">=3.12" };
  assert.throws(
    () => check(a),
    (error) => {
      assert(error instanceof CooperError);
      assert.match(error.message, /a 1 needs Python >=3\.12, and the image has 3\.11\.2/);
      assert.match(error.message, /a 1 requires b, which is not installed/);
      return true;
    },
  );
});

test("what pip-compile leaves out is told with its option", () => {
  assert.throws(() => check("a 1.0: setuptools>=40"), { code: "UNMET_REQUIREMENT", hint: /--allow-unsafe/ });
  assert.throws(() => check("a 1.0: setuptools-scm"), { hint: /needed\.$/ });
});
