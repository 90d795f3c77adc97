import assert from "node:assert/strict";
import { test } from "node:test";
import type { ImageDiff } from "../api/inspect.ts";
import { digestOf } from "../oci/digest.ts";
import { describeDiff } from "./describe-diff.ts";

const plain = (_: unknown, text: string) => text;
const same: ImageDiff = {
  before: { digest: digestOf("before"), unpackedSize: 1000 },
  after: { digest: digestOf("after"), unpackedSize: 3000 },
  packages: [],
  files: [],
  settings: [],
};

test("images with one digest are the same", () => {
  assert.match(describeDiff({ ...same, after: same.before }, plain), /byte for byte/);
});

test("images that hold the same are told apart from images that are the same", () => {
  assert.match(describeDiff(same, plain), /^No package, file or setting differs/);
});

test("what was added, removed and changed reads like a diff", () => {
  const diff = {
    ...same,
    packages: [{ kind: "debian", name: "libc6", before: "1", after: "2" }],
    settings: [{ field: "user", before: "0" }],
    files: [{ path: "app/main.py", after: 2000 }],
  } as const;
  assert.equal(
    describeDiff(diff, plain),
    [
      "Size 1.00kB → 3.00kB",
      "",
      "Packages",
      "~ debian libc6 1 → 2",
      "",
      "Settings",
      "- user 0",
      "",
      "Files",
      "+ /app/main.py 2.00kB",
      "",
    ].join("\n"),
  );
});
