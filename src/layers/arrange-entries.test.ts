import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { arrangeEntries } from "./arrange-entries.ts";
import type { LayerEntry } from "./spec.ts";

const plain = { mode: 0o644, uid: 0, gid: 0, mtime: 5, size: 0 };
const file = (path: string, more: Partial<LayerEntry> = {}): LayerEntry => ({
  ...plain,
  path,
  type: "file",
  ...more,
});
const folder = (path: string, more: Partial<LayerEntry> = {}): LayerEntry =>
  file(path, { type: "directory", ...more });
const paths = (entries: readonly LayerEntry[]) => arrangeEntries(entries, "layer").map(({ path }) => path);

test("entries are sorted by bytes, with their missing parents", () => {
  const parents = ["a", "a-b", "a/b", "a/b/c", "z", "é", "é/𝄞", "é/\uffee"];
  assert.deepEqual(paths([file("é/𝄞"), file("é/\uffee"), file("a-b"), file("z"), file("a/b/c")]), [
    ...parents.slice(0, 6),
    "é/\uffee",
    "é/𝄞",
  ]);
});

test("a missing parent is 0755, root's, and as old as the first entry in it", () => {
  const [parent] = arrangeEntries(
    [file("a/z", { mtime: 9, uid: 1 }), file("a/b", { mtime: 3, uid: 1 })],
    "layer",
  );
  assert.deepEqual(parent, { path: "a", type: "directory", mode: 0o755, uid: 0, gid: 0, mtime: 3, size: 0 });
});

test("the order in which entries come makes no difference", () => {
  const name = fc.constantFrom("a", "b", "a-", "ab", "é");
  const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => `${parts.join("/")}/f`);
  const entry = fc.record({ path, mtime: fc.nat(9) }).map(({ path, mtime }) => file(path, { mtime }));
  const entries = fc.uniqueArray(entry, { selector: ({ path }) => path });
  fc.assert(
    fc.property(entries, (list) => {
      const arranged = arrangeEntries(list, "layer");
      assert.deepEqual(arrangeEntries(list.toReversed(), "layer"), arranged);
      const seen = new Set<string>();
      for (const { path } of arranged) {
        assert.ok(!path.includes("/") || seen.has(path.slice(0, path.lastIndexOf("/"))), path);
        seen.add(path);
      }
    }),
  );
});

test("folders that come twice and are alike are one, as old as the younger", () => {
  const [merged] = arrangeEntries([folder("a", { mtime: 1 }), folder("a", { mtime: 7 })], "layer");
  assert.equal(merged?.mtime, 7);
});

test("hard links come last, after what they lead to", () => {
  assert.deepEqual(paths([file("a", { type: "hardlink", linkTarget: "z/f" }), file("z/f"), file("b")]), [
    "b",
    "z",
    "z/f",
    "a",
  ]);
});

const refused: [string, string, LayerEntry[]][] = [
  ["two files with one path", "PATH_CONFLICT", [file("a"), file("a")]],
  ["a file and a folder with one path", "PATH_CONFLICT", [file("a"), folder("a")]],
  [
    "folders of different modes",
    "PATH_CONFLICT",
    [folder("a", { mode: 0o755 }), folder("a", { mode: 0o700 })],
  ],
  ["folders of different owners", "PATH_CONFLICT", [folder("a", { uid: 1 }), folder("a")]],
  ["something below a file", "PATH_CONFLICT", [file("a"), file("a/b")]],
  [
    "something below a symlink",
    "PATH_CONFLICT",
    [file("a/b/c"), file("a", { type: "symlink", linkTarget: "x" })],
  ],
  ["a path that climbs", "UNSAFE_PATH", [file("a/../../b")]],
  ["an absolute path", "UNSAFE_PATH", [file("/a")]],
  ["a doubled slash", "UNSAFE_PATH", [file("a//b")]],
  ["a slash at the end", "UNSAFE_PATH", [folder("a/")]],
  ["a dot at the start", "UNSAFE_PATH", [file("./a")]],
  ["a whiteout", "UNSAFE_PATH", [file("etc/.wh.passwd")]],
  ["an opaque whiteout", "UNSAFE_PATH", [file(".wh..wh..opq")]],
  ["a hard link to nothing", "BAD_LINK", [file("a", { type: "hardlink", linkTarget: "b" })]],
  ["a hard link to a folder", "BAD_LINK", [file("a", { type: "hardlink", linkTarget: "b" }), folder("b")]],
];

for (const [what, code, entries] of refused) {
  test(`refuses ${what}`, () => {
    assert.throws(() => arrangeEntries(entries, "layer"), { code, where: "layer" });
  });
}
