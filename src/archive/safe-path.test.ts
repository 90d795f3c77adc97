import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { SymlinkGuard, safePath } from "./safe-path.ts";

describe("safePath", () => {
  const good: [raw: string, path: string][] = [
    ["a", "a"],
    ["./a", "a"],
    ["././a/b", "a/b"],
    ["a/", "a"],
    ["a//b///c//", "a/b/c"],
    ["a/./b", "a/b"],
    [".", ""],
    ["./", ""],
    [".hidden", ".hidden"],
    ["a/.b/..c/d..", "a/.b/..c/d.."],
    ["...", "..."],
    ["a\\..\\b", "a\\..\\b"],
    ["with space\n", "with space\n"],
  ];
  for (const [raw, path] of good) {
    test(`${JSON.stringify(raw)} is ${JSON.stringify(path)}`, () => assert.equal(safePath(raw, "x"), path));
  }

  const bad = [
    "",
    "/",
    "/etc/passwd",
    "//a",
    "..",
    "../a",
    "a/..",
    "a/../b",
    "./../a",
    "a//../../b",
    "a\0b",
    "\0",
  ];
  for (const raw of bad) {
    test(`${JSON.stringify(raw)} is refused`, () => {
      assert.throws(() => safePath(raw, "layer.tar"), { code: "UNSAFE_PATH", where: "layer.tar" });
    });
  }

  test("what comes out stays as it is and climbs nowhere", () => {
    const raw = fc.array(fc.constantFrom("a", "b.c", ".", "..", "", "..."), { maxLength: 6 });
    fc.assert(
      fc.property(raw, (parts) => {
        let path: string;
        try {
          path = safePath(parts.join("/"), undefined);
        } catch {
          return true;
        }
        const isStill = path === "" || safePath(path, undefined) === path;
        return isStill && path.split("/").every((part) => part !== ".." && part !== ".");
      }),
    );
  });
});

describe("SymlinkGuard", () => {
  const link = (path: string, linkTarget: string) => ({ path, type: "symlink", linkTarget });
  const plain = (path: string) => ({ path, type: "file" });
  const hard = (path: string, linkTarget: string) => ({ path, type: "hardlink", linkTarget });

  const refused: [name: string, entries: Parameters<SymlinkGuard["admit"]>[0][]][] = [
    ["an absolute link", [link("a", "/etc"), plain("a/passwd")]],
    ["a link that climbs", [link("a", "../.."), plain("a/x")]],
    ["a link that climbs after going down", [link("a/b", "c/../../../x"), plain("a/b/y")]],
    ["a chain of links", [link("a", "b"), link("b", ".."), plain("a/x")]],
    ["a link deep in the path", [link("a/b/c", "/"), plain("a/b/c/d/e")]],
    ["links in a circle", [link("a", "b"), link("b", "a"), plain("a/x")]],
    ["a hard link to something behind a link", [link("a", "/etc"), hard("x", "a/shadow")]],
    ["a link behind a link", [link("a", "/etc"), link("a/b", "c")]],
  ];
  for (const [name, entries] of refused) {
    test(`refuses ${name}`, () => {
      const guard = new SymlinkGuard("layer.tar");
      const last = entries.pop() as (typeof entries)[number];
      for (const entry of entries) guard.admit(entry);
      assert.throws(() => guard.admit(last), { code: "UNSAFE_PATH", where: "layer.tar" });
    });
  }

  const admitted: typeof refused = [
    ["an absolute link with nothing behind it", [link("var/run", "/run"), plain("var/run2/x")]],
    ["a link within the archive", [link("lib", "usr/lib"), plain("lib/libc.so.6")]],
    ["a link that climbs and stays inside", [link("a/b/c", "../../d"), plain("a/b/c/x")]],
    ["a link replaced by a folder", [link("a", "/etc"), { path: "a", type: "directory" }, plain("a/x")]],
  ];
  for (const [name, entries] of admitted) {
    test(`admits ${name}`, () => {
      const guard = new SymlinkGuard(undefined);
      assert.doesNotThrow(() => {
        for (const entry of entries) guard.admit(entry);
      });
    });
  }
});
