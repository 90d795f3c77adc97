import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { GitContext } from "../../workspace/git/git-context.ts";
import { situations } from "./situations.fixture.ts";
import { releasedVersion } from "./tag-rules.ts";
import { explainTags, gitTags } from "./tags-of.ts";

const todost = { name: "todost", folder: "services/todost" };
const commit = "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567";
const main: GitContext = { source: "git", commit, branch: "main", tags: [], dirty: false };

describe("the tags that follow from git", () => {
  assert.ok(situations.length >= 80, `${situations.length} situations`);
  for (const { when, context, tags } of situations) {
    test(when, () => assert.deepEqual(gitTags(context, todost), tags));
  }
});

test("each tag is explained", () => {
  assert.deepEqual(explainTags({ ...main, tags: ["v1.4.2"] }, todost), [
    { tag: "latest", rule: "main branch" },
    { tag: "1.4.2", rule: "version tag" },
    { tag: "1.4", rule: "version tag" },
    { tag: "1", rule: "version tag" },
    { tag: "sha-0a1b2c3", rule: "commit" },
  ]);
});

test("a workspace's own rules replace the usual ones and may build upon them", () => {
  const own = explainTags(main, todost, (context, target) => [
    ...gitTags(context, target),
    "latest",
    "stable",
  ]);
  assert.deepEqual(
    own.map(({ tag }) => tag),
    ["latest", "sha-0a1b2c3", "stable"],
  );
  assert.equal(own[0]?.rule, "tags of cooper.config.ts");
});

test("what is no tag is refused before anything is sent", () => {
  for (const tag of ["feature/a", "", "-x", "x".repeat(129), "a:b", "a@b"]) {
    assert.throws(() => explainTags(main, todost, () => [tag]), { code: "BAD_TAG" });
  }
});

test("rules that return no list are refused", () => {
  for (const tags of ["latest", undefined, Promise.resolve(["latest"])]) {
    assert.throws(() => explainTags(main, todost, () => tags as never), { code: "BAD_TAG" });
  }
});

test("the released version is that of the image's own tag", () => {
  assert.equal(releasedVersion({ ...main, tags: ["lucid-api@3.0.0", "todost@1.4.2"] }, todost), "1.4.2");
  assert.equal(releasedVersion({ ...main, tags: ["v1.4.2"], dirty: true }, todost), undefined);
  assert.equal(releasedVersion(main, todost), undefined);
});
