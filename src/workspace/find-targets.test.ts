import assert from "node:assert/strict";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { findTargets } from "./find-targets.ts";
import { makeFolder } from "./workspace.fixture.ts";

async function targetsAmong(files: Readonly<Record<string, string>>) {
  return findTargets(await makeFolder(files));
}

test("finds every image.ts, sorted, also the root's own", async () => {
  const found = await targetsAmong({
    "image.ts": "",
    "services/b/image.ts": "",
    "services/a/image.ts": "",
    "services/a/inner/image.ts": "",
    "services/image.tsx": "",
    "libs/base/image.ts": "",
    "libs/other/main.py": "",
  });
  assert.deepEqual(found, ["", "libs/base", "services/a", "services/a/inner", "services/b"]);
});

test("leaves out what is not the workspace's own", async () => {
  const found = await targetsAmong({
    "a/image.ts": "",
    "a/node_modules/x/image.ts": "",
    "a/dist/image.ts": "",
    "a/.venv/image.ts": "",
    ".git/image.ts": "",
    "examples/cooper.config.ts": "",
    "examples/b/image.ts": "",
  });
  assert.deepEqual(found, ["a"]);
});

test("leaves out what .gitignore names, at any depth", async () => {
  const found = await targetsAmong({
    ".gitignore": "# made by tools\n/out\ngenerated/\n*-tmp\n",
    "out/image.ts": "",
    "a/out/image.ts": "",
    "a/generated/image.ts": "",
    "a/b-tmp/image.ts": "",
    "c/.gitignore": "private\n!kept-tmp\n",
    "c/private/image.ts": "",
    "c/kept-tmp/image.ts": "",
    "private/image.ts": "",
  });
  assert.deepEqual(found, ["a/out", "c/kept-tmp", "private"]);
});

test("leaves out folders that belong to somebody else", { skip: process.getuid?.() !== 0 }, async () => {
  const root = await makeFolder({ "a/image.ts": "", "data/PG_VERSION": "" });
  chmodSync(root, 0o755);
  chmodSync(join(root, "data"), 0o700);
  process.seteuid?.(65_534);
  try {
    assert.deepEqual(findTargets(root), ["a"]);
  } finally {
    process.seteuid?.(0);
  }
});
