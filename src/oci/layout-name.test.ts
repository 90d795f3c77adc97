import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { digestOf } from "./digest.ts";
import { formatLayoutName, parseLayoutName } from "./layout-name.ts";

const digest = digestOf("x");

test("folders, names and digests are told apart as skopeo tells them", () => {
  const cases = {
    "oci:layout": { path: "layout" },
    "oci:/srv/mirror/": { path: "/srv/mirror/" },
    "oci:layout:1.4.2": { path: "layout", name: "1.4.2" },
    "oci:layout:registry.example:5000/team/app:1": {
      path: "layout",
      name: "registry.example:5000/team/app:1",
    },
    [`oci:layout@${digest}`]: { path: "layout", digest },
    [`oci:a@b:1@${digest}`]: { path: "a@b", name: "1", digest },
  };
  for (const [text, expected] of Object.entries(cases)) {
    assert.deepEqual(parseLayoutName(text), expected);
    assert.equal(formatLayoutName(expected), text);
  }
});

test("what has no oci: is no layout", () => {
  for (const text of ["alpine", "docker.io/library/oci:1", "registry.example/oci:1"]) {
    assert.equal(parseLayoutName(text), undefined);
  }
});

test("what names no folder, or breaks the grammar of names, is refused", () => {
  for (const text of [
    "oci:",
    "oci::1",
    "oci:layout:",
    "oci:layout:../up",
    "oci:layout:a b",
    "oci-archive:a.tar",
  ]) {
    assert.throws(() => parseLayoutName(text), { code: "BAD_REFERENCE", exitStatus: 2 }, text);
  }
});

test("whatever is parsed is written as it was", () => {
  fc.assert(
    fc.property(fc.string(), (rest) => {
      try {
        const parsed = parseLayoutName(`oci:${rest}`);
        assert.equal(parsed && formatLayoutName(parsed), `oci:${rest}`);
      } catch (error) {
        assert.equal((error as { code?: string }).code, "BAD_REFERENCE");
      }
    }),
  );
});
