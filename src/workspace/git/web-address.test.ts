import assert from "node:assert/strict";
import { test } from "node:test";
import { webAddress } from "./web-address.ts";

const cases: readonly [remote: string | undefined, expected: string | undefined][] = [
  ["git@github.com:owner/name.git", "https://github.com/owner/name"],
  ["ssh://git@git.example:2222/team/name.git", "https://git.example/team/name"],
  ["https://token:secret@git.example:8443/team/name.git/", "https://git.example:8443/team/name"],
  ["https://github.com/owner/name", "https://github.com/owner/name"],
  ["git.example:team/name", "https://git.example/team/name"],
  ["/srv/git/name.git", undefined],
  ["../name", undefined],
  ["file:///srv/git/name.git", undefined],
  ["", undefined],
  [undefined, undefined],
];

for (const [remote, expected] of cases) {
  test(`the web address of ${remote} is ${expected}`, () => assert.equal(webAddress(remote), expected));
}
