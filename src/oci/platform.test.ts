import assert from "node:assert/strict";
import { test } from "node:test";
import { formatPlatform, hostPlatform, parsePlatform, samePlatform } from "./platform.ts";

test("one spelling for each platform", () => {
  const cases = [
    ["linux/amd64", "linux/amd64"],
    ["linux/x86_64", "linux/amd64"],
    [" Linux/AMD64 ", "linux/amd64"],
    ["linux/aarch64", "linux/arm64"],
    ["linux/arm64/v8", "linux/arm64"],
    ["linux/arm/v7", "linux/arm/v7"],
    ["linux/arm64/v9", "linux/arm64/v9"],
  ] as const;
  for (const [given, expected] of cases) assert.equal(formatPlatform(parsePlatform(given)), expected);
});

test("what is not os/architecture is refused", () => {
  for (const text of ["", "linux", "linux/", "/amd64", "linux/arm/v7/x", "linux/arm/", "linux/a,b"]) {
    assert.throws(() => parsePlatform(text), { code: "BAD_PLATFORM" }, text);
  }
});

test("arm64 is arm64/v8, and nothing else is nearly the same", () => {
  const same = (a: string, b: string) => samePlatform(parsePlatform(a), parsePlatform(b));
  assert.ok(
    samePlatform({ os: "linux", architecture: "arm64", variant: "v8" }, parsePlatform("linux/arm64")),
  );
  assert.ok(!same("linux/arm", "linux/arm/v7"));
  assert.ok(!same("linux/arm/v6", "linux/arm/v7"));
  assert.ok(!same("linux/amd64", "linux/arm64"));
});

test("this machine has a platform", () => {
  assert.equal(hostPlatform().os, "linux");
});
