import assert from "node:assert/strict";
import { test } from "node:test";
import { selectOne, selectTargets } from "./select.ts";
import type { Session } from "./session.ts";

const target = (folder: string, name: string) => ({ label: { folder, name }, name });
const targets = [target("libs/base", "base"), target("services/a", "a"), target("services/b", "b")];

/** A session as far as selecting goes. */
function standing(start: string): Session {
  return { start, workspace: { root: "/w" }, targets } as unknown as Session;
}

const names = (start: string, ...images: string[]) =>
  selectTargets(standing(start), images).map(({ name }) => name);

test("all images where none is named", () => assert.deepEqual(names("/w"), ["base", "a", "b"]));

test("each image once, in the workspace's order", () => {
  assert.deepEqual(names("/w", "b", "//services/...", "base"), ["base", "a", "b"]);
});

test("a relative path begins where the user stands", () => {
  assert.deepEqual(names("/w/services", "./b"), ["b"]);
  assert.deepEqual(names("/w/services/a", "../b"), ["b"]);
});

test("a misspelt name is refused with the nearest", () => {
  assert.throws(() => names("/w", "bse"), { code: "NO_SUCH_TARGET", hint: /"base"/ });
});

test("a command for one image refuses several", () => {
  assert.equal(selectOne(standing("/w"), "a").name, "a");
  assert.throws(() => selectOne(standing("/w"), "//services/..."), {
    code: "ONE_IMAGE",
    hint: /services\/a/,
  });
});
