import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { makeRepository } from "./git.fixture.ts";
import { targetTimes } from "./target-times.ts";

const noCache = { get: async () => undefined, set: async () => {} };

test("SOURCE_DATE_EPOCH wins over the commit", async () => {
  const { root, git } = await makeRepository();
  await git.commit(100, { "a/x": "1" });
  const folder = join(root, "a");
  const timeWith = async (env: NodeJS.ProcessEnv) =>
    (await targetTimes([folder], noCache, env)).times.get(folder);
  assert.equal(await timeWith({ SOURCE_DATE_EPOCH: "7" }), 7);
  assert.equal(await timeWith({}), 100);
});
