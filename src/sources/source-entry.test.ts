import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { digestOf } from "../oci/digest.ts";
import { sourceEntry } from "./source-entry.ts";
import { sourceLayer } from "./source-layer.ts";

let root: string;
let folder: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "cooper-")));
  folder = join(root, "svc");
  mkdirSync(folder);
});

afterEach(() => rmSync(root, { recursive: true }));

function entry(name: string) {
  return sourceEntry(join(folder, name), { folder, root, at: "app", time: 42 });
}

test("of a mode only the owner's execute bit counts, and owner and time are fixed", () => {
  const file = join(folder, "main.py");
  for (const [mode, expected] of [
    [0o600, 0o644],
    [0o664, 0o644],
    [0o655, 0o644],
    [0o700, 0o755],
    [0o4777, 0o755],
  ] as const) {
    writeFileSync(file, "x = 1\n");
    chmodSync(file, mode);
    assert.deepEqual(entry("main.py"), {
      path: "app/main.py",
      type: "file",
      mode: expected,
      uid: 0,
      gid: 0,
      mtime: 42,
      size: 6,
      source: { from: "file", file },
    });
  }
});

test("a link inside the folder stays a link, one to elsewhere in the workspace becomes a file", () => {
  writeFileSync(join(folder, "a.py"), "");
  writeFileSync(join(root, "common.py"), "12345");
  symlinkSync("a.py", join(folder, "b.py"));
  symlinkSync("../common.py", join(folder, "c.py"));
  assert.deepEqual(entry("b.py"), {
    path: "app/b.py",
    type: "symlink",
    mode: 0o777,
    uid: 0,
    gid: 0,
    mtime: 42,
    size: 0,
    linkTarget: "a.py",
  });
  assert.equal(entry("c.py").type, "file");
  assert.equal(entry("c.py").size, 5);
});

test("a layer's key changes with content, mode, name and time, and not with order", async () => {
  writeFileSync(join(folder, "a.py"), "a");
  writeFileSync(join(folder, "b.py"), "b");
  const [a, b] = [entry("a.py"), entry("b.py")];
  const key = async (entries: (typeof a)[], content = "same") => {
    return (await sourceLayer({ name: "app", entries, fileDigest: async (file) => digestOf(content + file) }))
      .key;
  };
  const original = await key([a, b]);
  assert.equal(await key([b, a]), original);
  const others = [
    await key([a]),
    await key([a, b], "changed"),
    await key([a, { ...b, mode: 0o755 }]),
    await key([a, { ...b, path: "app/c.py" }]),
    await key([a, { ...b, mtime: 43 }]),
  ];
  assert.equal(new Set([original, ...others]).size, 6);
});
