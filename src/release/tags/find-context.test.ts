import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { gitIn } from "../../workspace/git/git.fixture.ts";
import { findContext } from "./find-context.ts";

async function repository(t: TestContext) {
  const root = await mkdtemp(join(tmpdir(), "cooper-"));
  t.after(() => rm(root, { recursive: true, force: true }));
  const git = gitIn(root);
  git.run(["init", "--quiet", "--initial-branch", "main"]);
  return { root, git };
}

test("a repository tells its branch, tags, commit and address", async (t) => {
  const { root, git } = await repository(t);
  const commit = await git.commit(1000, { "a.txt": "a" });
  git.run(["tag", "v1.4.2"]);
  git.run(["remote", "add", "origin", "git@git.example:team/mono.git"]);
  assert.deepEqual(await findContext(root, {}), {
    source: "git",
    commit,
    branch: "main",
    tags: ["v1.4.2"],
    mainBranch: undefined,
    dirty: false,
    url: "https://git.example/team/mono",
  });
});

test("files that no commit has make it dirty", async (t) => {
  const { root, git } = await repository(t);
  await git.commit(1000, { "a.txt": "a" });
  await writeFile(join(root, "b.txt"), "b");
  assert.equal((await findContext(root, {}))?.dirty, true);
});

test("new files count where the user's configuration hides them; a git that fails is no clean work tree", async (t) => {
  const { root, git } = await repository(t);
  await git.commit(1000, { "a.txt": "a" });
  git.run(["config", "status.showUntrackedFiles", "no"]);
  await writeFile(join(root, "b.txt"), "b");
  assert.equal((await findContext(root, {}))?.dirty, true);
  await writeFile(join(root, ".git", "index"), "damaged");
  await assert.rejects(findContext(root, {}), { code: "GIT_FAILED" });
});

test("a detached HEAD has no branch, a repository without commits no commit", async (t) => {
  const { root, git } = await repository(t);
  assert.equal((await findContext(root, {}))?.commit, undefined);
  await git.commit(1000, { "a.txt": "a" });
  git.run(["checkout", "--quiet", "--detach"]);
  assert.equal((await findContext(root, {}))?.branch, undefined);
});

test("outside of a repository there is nothing to know", async (t) => {
  const root = await mkdtemp(join(tmpdir(), "cooper-"));
  t.after(() => rm(root, { recursive: true, force: true }));
  assert.equal(await findContext(root, {}), undefined);
});

test("a CI service is asked first; git fills in the commit that it calls HEAD", async (t) => {
  const { root, git } = await repository(t);
  const commit = await git.commit(1000, { "a.txt": "a" });
  const found = await findContext(root, {
    BUILDKITE: "true",
    BUILDKITE_BRANCH: "fix",
    BUILDKITE_COMMIT: "HEAD",
  });
  assert.deepEqual([found?.source, found?.branch, found?.commit], ["buildkite", "fix", commit]);
});

test("GitHub's event tells the main branch; one that cannot be read tells nothing", async (t) => {
  const { root } = await repository(t);
  const path = join(root, "event.json");
  const env = {
    GITHUB_ACTIONS: "true",
    GITHUB_REF: "refs/heads/trunk",
    GITHUB_SHA: "1".repeat(40),
    GITHUB_EVENT_PATH: path,
  };
  assert.equal((await findContext(root, env))?.mainBranch, undefined);
  await writeFile(path, JSON.stringify({ repository: { default_branch: "trunk" } }));
  assert.equal((await findContext(root, env))?.mainBranch, "trunk");
});
