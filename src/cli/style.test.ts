import assert from "node:assert/strict";
import { test } from "node:test";
import { paintFor } from "./style.ts";

const stream = (isTTY: boolean) => ({ isTTY }) as NodeJS.WriteStream;

const cases: readonly [string, boolean, NodeJS.ProcessEnv, boolean][] = [
  ["a terminal", true, {}, true],
  ["a file", false, {}, false],
  ["a terminal under NO_COLOR", true, { NO_COLOR: "1" }, false],
  ["an empty NO_COLOR, which means nothing", true, { NO_COLOR: "" }, true],
  ["a dumb terminal", true, { TERM: "dumb" }, false],
  ["a file under FORCE_COLOR", false, { FORCE_COLOR: "1" }, true],
  ["a terminal under FORCE_COLOR=0", true, { FORCE_COLOR: "0" }, false],
  ["both, where NO_COLOR wins", true, { NO_COLOR: "1", FORCE_COLOR: "1" }, false],
];

for (const [name, isTTY, env, painted] of cases) {
  test(`${name} is ${painted ? "" : "not "}painted`, () => {
    const text = paintFor(stream(isTTY), env)("red", "x");
    assert.equal(text, painted ? "\x1b[31mx\x1b[39m" : "x");
  });
}
