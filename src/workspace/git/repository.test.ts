import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { makeFolder } from "../workspace.fixture.ts";
import { gitIn, makeRepository } from "./git.fixture.ts";
import { findRepository, isShallow, readHead } from "./repository.ts";

function headOf(directory: string): string | undefined {
  const repository = findRepository(directory);
  return repository && readHead(repository);
}

test("reads HEAD of a branch, packed or not, of a detached HEAD, and from a folder below", async () => {
  const { root, git } = await makeRepository();
  assert.equal(headOf(root), undefined);
  const first = await git.commit(1, { "a/b/c": "1" });
  assert.equal(headOf(join(root, "a/b")), first);
  git.run(["pack-refs", "--all"]);
  assert.equal(headOf(root), first);
  const second = await git.commit(2, { "a/b/c": "2" });
  assert.equal(headOf(root), second);
  git.run(["checkout", "--quiet", first]);
  assert.equal(headOf(root), first);
});

test("reads HEAD of a linked work tree", async () => {
  const { root, git } = await makeRepository();
  await git.commit(1, { a: "1" });
  const other = join(await makeFolder(), "other");
  git.run(["worktree", "add", "--quiet", "-b", "feature", other]);
  const id = await gitIn(other).commit(2, { a: "2" });
  assert.equal(headOf(other), id);
  assert.notEqual(headOf(root), id);
});

test("knows a shallow clone", async () => {
  const { root, git } = await makeRepository();
  await git.commit(1, { a: "1" });
  await git.commit(2, { a: "2" });
  const clone = join(await makeFolder(), "clone");
  git.run(["clone", "--quiet", "--depth", "1", `file://${root}`, clone]);
  const shallow = (directory: string) => {
    const repository = findRepository(directory);
    return repository && isShallow(repository);
  };
  assert.equal(shallow(clone), true);
  assert.equal(shallow(root), false);
});

test("outside a repository there is none", async () => {
  assert.equal(findRepository(await makeFolder()), undefined);
});
