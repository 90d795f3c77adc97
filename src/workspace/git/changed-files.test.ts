import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { test } from "node:test";
import { makeFolder, writeFiles } from "../workspace.fixture.ts";
import { changedFiles } from "./changed-files.ts";
import { makeRepository } from "./git.fixture.ts";

async function changes(root: string, since?: string): Promise<string[]> {
  const { files } = await changedFiles(join(root, "a"), since);
  return files.map((file) => relative(root, file));
}

test("what the branch committed, what is staged, changed, deleted, moved and new; not what is ignored", async () => {
  const { root, git } = await makeRepository();
  const start = {
    ".gitignore": "*.log\n",
    "a/x": "1",
    "a/y": "1",
    "a/z": "1",
    "a/long name": "a longer text\n",
  };
  const first = await git.commit(1, start);
  await git.commit(2, { "main-only": "1" });
  git.run(["checkout", "--quiet", "-b", "feature", first]);
  await git.commit(3, { "a/x": "2" });
  git.run(["mv", "a/long name", "b"]);
  await rm(join(root, "a/y"));
  await writeFiles(root, { "a/z": "2", "new/file\nname": "", "a/out.log": "" });
  assert.deepEqual(await changes(root), ["a/long name", "a/x", "a/y", "a/z", "b", "new/file\nname"]);
  assert.deepEqual(await changes(root, "HEAD"), ["a/long name", "a/y", "a/z", "b", "new/file\nname"]);
});

test("on the main branch itself, what is not committed", async () => {
  const { root, git } = await makeRepository();
  await git.commit(1, { "a/x": "1" });
  assert.deepEqual(await changes(root), []);
  await writeFiles(root, { "a/x": "2" });
  assert.deepEqual(await changes(root), ["a/x"]);
});

test("an unknown revision, and one that looks like an option", async () => {
  const { root, git } = await makeRepository();
  await git.commit(1, { "a/x": "1" });
  await assert.rejects(changes(root, "mian"), { code: "BAD_REVISION", message: /"mian"/ });
  await assert.rejects(changes(root, "--all"), { code: "BAD_REVISION" });
});

test("a shallow clone", async () => {
  const { root, git } = await makeRepository();
  await git.commit(1, { "a/x": "1" });
  await git.commit(2, { "a/x": "2" });
  const clone = join(await makeFolder(), "clone");
  git.run(["clone", "--quiet", "--depth", "1", `file://${root}`, clone]);
  await assert.rejects(changes(clone, "HEAD~1"), { code: "SHALLOW_CLONE", hint: /fetch-depth: 0/ });
});

test("outside a repository", async () => {
  await assert.rejects(changes(await makeFolder({ "a/x": "" })), { code: "NOT_A_REPOSITORY" });
});
