import assert from "node:assert/strict";
import { test } from "node:test";
import { examplePackage } from "../lock/lock.fixture.ts";
import { findFamily } from "../recipes/recipe.ts";
import { baseFacts, upstream } from "./base-facts.ts";

const versions: readonly (readonly [string, string])[] = [
  ["3.11.2-6+deb12u9", "3.11.2"],
  ["2.36-9+deb12u14", "2.36"],
  ["1:1.2.13.dfsg-1", "1.2.13.dfsg"],
  ["3.13.5-2", "3.13.5"],
  ["3.14.0~rc1-1", "3.14.0"],
  ["2026f-0+deb12u1", "2026f"],
];

for (const [version, expected] of versions) {
  test(`the upstream version of ${version} is ${expected}`, () => assert.equal(upstream(version), expected));
}

test("Python, libc and release come from the locked packages", () => {
  const packages = [
    examplePackage("python3.11-minimal", "3.11.2-6+deb12u9"),
    examplePackage("libc6", "2.36-9"),
  ];
  assert.deepEqual(baseFacts(findFamily("distroless_python"), packages), {
    os: { id: "debian", version: "12" },
    libc: { family: "glibc", version: "2.36" },
    python: { version: "3.11.2", executable: "/usr/bin/python3.11", distributions: [] },
  });
});

test("a static base has neither", () => {
  assert.deepEqual(baseFacts(findFamily("distroless_static_debian13"), []), {
    os: { id: "debian", version: "13" },
  });
});
