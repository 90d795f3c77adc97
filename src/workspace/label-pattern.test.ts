import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatLabel } from "./label.ts";
import { type LabelPattern, parseLabelPattern } from "./label-pattern.ts";

const target = (folder: string, name: string): LabelPattern => ({ means: "target", label: { folder, name } });
const folder = (path: string): LabelPattern => ({ means: "folder", folder: path });
const below = (path: string): LabelPattern => ({ means: "below", folder: path });

const cases: readonly [text: string, from: string, expected: LabelPattern][] = [
  ["//services/todost:todost", "", target("services/todost", "todost")],
  ["//services/todost", "", folder("services/todost")],
  ["//services/todost/", "", folder("services/todost")],
  ["//services/todost", "libs", folder("services/todost")],
  ["//:root", "libs", target("", "root")],
  ["//", "libs", folder("")],
  ["//...", "libs", below("")],
  ["//services/...", "", below("services")],
  ["...", "", below("")],
  ["...", "services", below("services")],
  ["./...", "services", below("services")],
  ["todost", "services", { means: "name", name: "todost" }],
  ["a.b-c_d", "", { means: "name", name: "a.b-c_d" }],
  [".", "services/todost", folder("services/todost")],
  ["./", "services/todost", folder("services/todost")],
  ["..", "services/todost", folder("services")],
  ["./services/todost", "", folder("services/todost")],
  ["services/todost", "", folder("services/todost")],
  ["todost/", "services", folder("services/todost")],
  ["../libs/base:py", "services", target("libs/base", "py")],
  [":todost", "services/todost", target("services/todost", "todost")],
  ["./a/../b", "", folder("b")],
];

for (const [text, from, expected] of cases) {
  test(`"${text}" in "${from}"`, () => assert.deepEqual(parseLabelPattern(text, from), expected));
}

for (const text of ["", "//a:b:c", "//a:", "//a/...:b", "//a/.../b", "//a:b/c", ".."]) {
  test(`"${text}" is refused`, () => {
    assert.throws(() => parseLabelPattern(text), { code: "BAD_LABEL" });
  });
}

test("a formatted label means its target or its folder", () => {
  const part = fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}$/);
  fc.assert(
    fc.property(fc.array(part, { maxLength: 4 }), part, (parts, name) => {
      const label = { folder: parts.join("/"), name };
      const pattern = parseLabelPattern(formatLabel(label), "elsewhere");
      const expected = parts.at(-1) === name ? folder(label.folder) : target(label.folder, name);
      assert.deepEqual(pattern, expected);
    }),
  );
});
