import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultRules, extendRules } from "../recipes/file-rules.ts";
import { fileFilter } from "./file-filter.ts";

const cases: readonly (readonly [path: string, taken: boolean])[] = [
  ["usr/share/doc/libc6", true],
  ["usr/share/doc/libc6/copyright", true],
  ["usr/share/doc/libc6/changelog.gz", false],
  ["usr/share/doc/libc6/examples/copyright", false],
  ["usr/share/man/man1/ls.1.gz", false],
  ["usr/share/manual", true],
  ["usr/share/zoneinfo/Europe/Berlin", true],
  ["usr/share/zoneinfo/right/Europe/Berlin", false],
  ["usr/lib/x86_64-linux-gnu/gconv/BIG5.so", false],
  ["usr/lib/x86_64-linux-gnu/gconv/UTF-16.so", true],
  ["usr/lib/x86_64-linux-gnu/gconv/gconv-modules.cache", true],
  ["usr/lib/x86_64-linux-gnu/libc.so.6", true],
  ["etc/skel", false],
  ["etc/skel/.profile", false],
  ["etc/issue.d", true],
  ["boot", false],
  ["usr/lib/grub/boot", true],
];

for (const [path, taken] of cases) {
  test(`by default ${path} is ${taken ? "taken" : "left out"}`, () =>
    assert.equal(fileFilter(defaultRules, "any")(path), taken));
}

test("of a package with rules of its own only what they name is taken", () => {
  const filter = fileFilter(defaultRules, "libc-bin");
  assert.ok(filter("usr/sbin/ldconfig"));
  assert.ok(filter("usr/lib/locale/C.utf8/LC_CTYPE"));
  assert.ok(!filter("usr/bin/localedef"));
});

test("a recipe adds to the rules", () => {
  const rules = extendRules(defaultRules, { leaveOut: ["opt/**"], keep: ["usr/share/man/**"] });
  const filter = fileFilter(rules, "any");
  assert.ok(!filter("opt/x"));
  assert.ok(filter("usr/share/man/man1/ls.1.gz"));
  assert.ok(!filter("usr/share/info/dir"));
});
