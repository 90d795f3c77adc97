import assert from "node:assert/strict";
import { test } from "node:test";
import { examplePackage } from "../lock/lock.fixture.ts";
import { layerGroups } from "./layer-groups.ts";

const sources: Readonly<Record<string, string>> = {
  "base-files": "base-files",
  tzdata: "tzdata",
  "busybox-static": "busybox",
  "gcc-12-base": "gcc-12",
  "libgcc-s1": "gcc-12",
  libc6: "glibc",
  "libc-bin": "glibc",
  libssl3: "openssl",
  libffi8: "libffi",
  libsqlite3: "sqlite3",
  libxml2: "libxml2",
  "python3.11-minimal": "python3.11",
  "python3-distutils": "python3-stdlib-extensions",
  "python3-yaml": "pyyaml",
};

const packages = Object.entries(sources).map(([name, source]) => ({ ...examplePackage(name, "1"), source }));

test("packages share a layer by their source, the shell on top", () => {
  const groups = layerGroups(packages, "busybox-static");
  assert.deepEqual(
    groups.map((group) => [group.name, group.packages.map(({ name }) => name)]),
    [
      ["glibc", ["libc6", "libc-bin"]],
      ["gcc libraries", ["gcc-12-base", "libgcc-s1"]],
      ["libraries", ["libffi8"]],
      ["python", ["python3.11-minimal", "python3-distutils"]],
      ["openssl", ["libssl3"]],
      ["libraries that change often", ["libsqlite3"]],
      ["system files, time zones and certificates", ["base-files", "tzdata"]],
      ["other packages", ["libxml2", "python3-yaml"]],
      ["shell", ["busybox-static"]],
    ],
  );
});

test("every package is in one layer, and no layer is empty", () => {
  const groups = layerGroups(packages, "busybox-static");
  assert.equal(groups.flatMap((group) => group.packages).length, packages.length);
  assert.ok(groups.every((group) => group.packages.length > 0));
  assert.deepEqual(layerGroups([], "busybox-static"), []);
});
