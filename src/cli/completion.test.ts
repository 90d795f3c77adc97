import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { commandTable } from "./command-table.ts";
import { completionScript, shells } from "./completion.ts";

for (const shell of shells) {
  test(`completion for ${shell} knows every command`, () => {
    const script = completionScript(shell);
    for (const { name } of commandTable) assert.ok(script.includes(name), name);
  });
}

/** What bash offers for a line whose last word is unfinished. */
function offered(...words: string[]): string[] {
  const script = `${completionScript("bash")}
cooper() { printf 'todost\\n//services/todost\\nhello\\n'; }
COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")})
COMP_CWORD=${words.length - 1}
_cooper
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync("bash", ["-c", script], { encoding: "utf8" });
  assert.equal(stderr, "");
  return stdout.trim().split("\n");
}

test("bash completes commands", () => assert.deepEqual(offered("cooper", "bu"), ["build"]));
test("bash completes images", () => assert.deepEqual(offered("cooper", "build", "to"), ["todost"]));
test("bash completes what cache does", () => assert.deepEqual(offered("cooper", "cache", "g"), ["gc"]));
