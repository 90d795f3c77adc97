import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { CooperError } from "../../../core/error.ts";
import { isName, normalizeName } from "./name.ts";
import { parseRequirement } from "./requirement.ts";

const linux = {
  type: "compare",
  left: { variable: "sys_platform" },
  operator: "==",
  right: { text: "linux" },
};

test("requirements are taken apart", () => {
  const cases: [string, object][] = [
    ["requests", { name: "requests", extras: [], specifier: "" }],
    ["  Zope.Interface==6.0 ", { name: "zope-interface", extras: [], specifier: "==6.0" }],
    [
      "uvicorn[Standard, h_2]>=0.30,<1",
      { name: "uvicorn", extras: ["standard", "h-2"], specifier: ">=0.30,<1" },
    ],
    ["uvicorn [] == 0.30", { name: "uvicorn", extras: [], specifier: "== 0.30" }],
    ["a (>=1.0)", { name: "a", extras: [], specifier: ">=1.0" }],
    ["a>=1;sys_platform=='linux'", { name: "a", extras: [], specifier: ">=1", marker: linux }],
    ["a ; sys_platform == 'linux'", { name: "a", extras: [], specifier: "", marker: linux }],
    [
      "a @ https://index.example/a-1-py3-none-any.whl;x=1",
      { name: "a", extras: [], specifier: "", url: "https://index.example/a-1-py3-none-any.whl;x=1" },
    ],
    [
      "a[b]@https://index.example/a.whl ; sys_platform == 'linux'",
      { name: "a", extras: ["b"], specifier: "", url: "https://index.example/a.whl", marker: linux },
    ],
  ];
  for (const [text, expected] of cases) assert.deepEqual(parseRequirement(text), expected, text);
});

test("what is no requirement is an error with its place", () => {
  for (const text of ["", "-a", "a b", "a==", "a=1", "a[b", "a[b c]", "a @", "a>=1 <2", "==1", "a;"]) {
    assert.throws(
      () => parseRequirement(text, "lock.txt:7"),
      (error) =>
        error instanceof CooperError &&
        error.where === "lock.txt:7" &&
        /^BAD_(REQUIREMENT|MARKER)$/.test(error.code),
      text,
    );
  }
});

test("normalising twice changes nothing, and separators do not matter", () => {
  const name = fc.stringMatching(/^[A-Za-z0-9]([A-Za-z0-9._-]{0,12}[A-Za-z0-9])?$/);
  fc.assert(
    fc.property(name, (text) => {
      assert.ok(isName(text));
      assert.equal(normalizeName(normalizeName(text)), normalizeName(text));
      assert.equal(normalizeName(text.replaceAll("-", "_").toUpperCase()), normalizeName(text));
    }),
  );
});
