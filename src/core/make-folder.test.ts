import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { makeFolder } from "./make-folder.ts";

test("a folder is made with all above it, once", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "cooper-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const deep = join(folder, "a", "b", "c");
  makeFolder(deep);
  makeFolder(deep);
  assert.ok(statSync(deep).isDirectory());
  writeFileSync(join(folder, "file"), "");
  for (const below of ["file", "file/a", "file/a/b"]) {
    assert.throws(() => makeFolder(join(folder, below)), { code: /^(EEXIST|ENOTDIR)$/ });
  }
});

test("a folder that takes no other is an error, and no endless loop", {
  skip: !existsSync("/proc/self"),
}, () => {
  assert.throws(() => makeFolder("/proc/cooper/store/blobs"), { code: "ENOENT" });
});
