import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseReference } from "../../oci/reference.ts";
import { slug } from "./slug.ts";

const cases: readonly [name: string, expected: string][] = [
  ["feature/login", "feature-login"],
  ["Feature/LOGIN_2", "feature-login_2"],
  ["fix#12--now!", "fix-12-now"],
  ["-.odd.-", "odd"],
  ["_private", "_private"],
  ["latest", "branch-latest"],
  ["1.4", "branch-1.4"],
  ["2", "branch-2"],
  ["1.4.2-rc.1", "branch-1.4.2-rc.1"],
  ["pr-7", "branch-pr-7"],
  ["sha-0a1b2c3", "branch-sha-0a1b2c3"],
  ["v1.4.2", "v1.4.2"],
  ["2nd-try", "2nd-try"],
];

for (const [name, expected] of cases) {
  test(`the branch ${name} becomes ${expected}`, () => assert.equal(slug(name, "branch"), expected));
}

test("long names that differ at their end stay different", () => {
  const [a, b] = [slug(`${"x".repeat(200)}a`, "branch"), slug(`${"x".repeat(200)}b`, "branch")];
  assert.equal(a.length, 128);
  assert.notEqual(a, b);
});

test("names without a single letter that a tag can have stay different", () => {
  assert.match(slug("修正", "branch"), /^branch-[0-9a-f]{8}$/);
  assert.notEqual(slug("修正", "branch"), slug("追加", "branch"));
});

test("every name gives a valid tag that no other rule makes", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 300, unit: "grapheme" }), (name) => {
      const tag = slug(name, "branch");
      assert.equal(parseReference(`registry.example/name:${tag}`).tag, tag);
      assert.doesNotMatch(tag, /^(latest|\d+|\d+\.\d+|\d+\.\d+\.\d+|pr-.*|sha-.*)$/);
    }),
  );
});
