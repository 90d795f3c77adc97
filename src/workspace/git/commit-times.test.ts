import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { makeFolder } from "../workspace.fixture.ts";
import { commitTimes, type TimeCache } from "./commit-times.ts";
import { makeRepository } from "./git.fixture.ts";

function memory(): TimeCache & { readonly values: Map<string, unknown> } {
  const values = new Map<string, unknown>();
  return {
    values,
    get: async <T>(kind: string, key: string) => values.get(kind + key) as T | undefined,
    set: async (kind, key, value) => void values.set(kind + key, value),
  };
}

async function timesIn(root: string, folders: readonly string[], cache = memory()) {
  const paths = folders.map((folder) => join(root, folder));
  const { times } = await commitTimes(paths, cache);
  return paths.map((path) => times.get(path));
}

test("each folder has the time of the last commit that touched it or what is below", async () => {
  const { root, git } = await makeRepository();
  await git.commit(100, { "a/x": "1", "b/x": "1", "ab/x": "1" });
  await git.commit(200, { "a/inner/x": "1" });
  await git.commit(300, { "other/x": "1" });
  assert.deepEqual(await timesIn(root, ["a", "b", "a/inner", "ab", ""]), [200, 100, 200, 100, 300]);
});

test("a folder that was never committed has none, and one that lost a file has the time of that", async () => {
  const { root, git } = await makeRepository();
  await git.commit(100, { "a/x": "1", "a/y": "1" });
  await rm(join(root, "a/y"));
  await git.commit(200, {});
  assert.deepEqual(await timesIn(root, ["a", "never"]), [200, undefined]);
});

test("the time does not depend on which other folders are asked for", async () => {
  const { root, git } = await makeRepository();
  await git.commit(100, { "a/x": "1", "b/x": "1" });
  git.run(["checkout", "--quiet", "-b", "side"]);
  await git.commit(200, { "a/x": "2" });
  git.run(["checkout", "--quiet", "main"]);
  await git.commit(300, { "a/x": "2" });
  await git.commit(400, { "b/x": "2" });
  git.run(["checkout", "--quiet", "side"]);
  git.run(["merge", "--quiet", "--message", "m", "main"], 500);
  const [alone] = await timesIn(root, ["a"]);
  const [together] = await timesIn(root, ["a", "b"]);
  assert.deepEqual([alone, together], [300, 300]);
});

test("git is not asked again while HEAD is the same", async () => {
  const { root, git } = await makeRepository();
  await git.commit(100, { "a/x": "1" });
  const cache = memory();
  await timesIn(root, ["a"], cache);
  for (const key of cache.values.keys()) cache.values.set(key, [[join(root, "a"), 7]]);
  assert.deepEqual(await timesIn(root, ["a"], cache), [7]);
  await git.commit(200, { "a/x": "2" });
  assert.deepEqual(await timesIn(root, ["a"], cache), [200]);
});

test("outside a repository no folder has a time", async () => {
  assert.deepEqual(await timesIn(await makeFolder({ "a/x": "" }), ["a"]), [undefined]);
});

test("a repository git refuses is an error, not a guess", async () => {
  const { root, git } = await makeRepository();
  await git.commit(100, { "a/x": "1" });
  await rm(join(root, ".git/objects"), { recursive: true });
  await assert.rejects(timesIn(root, ["a"]), { code: "GIT_FAILED", hint: /SOURCE_DATE_EPOCH/ });
});
