import assert from "node:assert/strict";
import type { RunResult } from "../../../src/core/process.ts";

/** What a failed command line must and must not have said. */
export interface Clarity {
  readonly status: 1 | 2 | 130;
  readonly says: readonly (string | RegExp)[];
  readonly hides?: string | undefined;
}

/** A failure that a person can act on: the right status, what and where, no result, no stack trace and no secret. */
export function assertClear({ status, stdout, stderr }: RunResult, clarity: Clarity): void {
  assert.equal(status, clarity.status, stderr);
  assert.equal(stdout, "");
  assert.doesNotMatch(stderr, /please report this|^\s+at \S+ \(?(file|node):/m);
  for (const words of clarity.says) {
    const said = typeof words === "string" ? stderr.includes(words) : words.test(stderr);
    assert.ok(said, `the message lacks ${words}:\n${stderr}`);
  }
  if (clarity.hides !== undefined) assert.ok(!stderr.includes(clarity.hides), `a secret is told:\n${stderr}`);
}
