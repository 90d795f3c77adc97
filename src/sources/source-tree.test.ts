import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { listSources, type SourceOptions } from "./source-tree.ts";

let root: string;
let folder: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "cooper-")));
  folder = join(root, "services", "todo");
  mkdirSync(folder, { recursive: true });
});

afterEach(() => rmSync(root, { recursive: true }));

function write(files: Readonly<Record<string, string>>, top = folder): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(top, path)), { recursive: true });
    writeFileSync(join(top, path), content);
  }
}

function list(options: Partial<SourceOptions> = {}): string[] {
  return listSources(folder, { root, ...options }).map((file) => relative(folder, file));
}

test("lists all files, sorted by code unit whatever the order on disk", () => {
  write({ "b.py": "", "a/z.py": "", "a.py": "", "B.py": "", "é.py": "" });
  assert.deepEqual(list(), ["B.py", "a.py", "a/z.py", "b.py", "é.py"]);
});

test("leaves out what no image needs", () => {
  write({
    "main.py": "",
    "image.ts": "",
    ".git/HEAD": "",
    "a/__pycache__/main.cpython-311.pyc": "",
    "old.pyc": "",
    ".venv/bin/python": "",
    "node_modules/x/index.js": "",
    ".cooper/blobs": "",
    "myenv/pyvenv.cfg": "",
    "myenv/lib/x.py": "",
  });
  assert.deepEqual(list(), ["main.py"]);
});

describe(".gitignore", () => {
  test("of the workspace, of the folder and of lower folders count, the nearest first", () => {
    write({ ".gitignore": "*.log\n/services/todo/build/\n" }, root);
    write({ ".gitignore": "/data\n", "main.py": "", "x.log": "", "build/a": "", "data/a": "" });
    write({
      "sub/.gitignore": "!keep.log\nlocal*\n",
      "sub/keep.log": "",
      "sub/local.py": "",
      "sub/data/b": "",
    });
    assert.deepEqual(list(), ["main.py", "sub/data/b", "sub/keep.log"]);
  });

  test("does not take back what lies below a folder that is left out", () => {
    write({ ".gitignore": "docs/\n!docs/keep.md\n", "docs/keep.md": "", "main.py": "" });
    assert.deepEqual(list(), ["main.py"]);
  });

  test("that leaves out the whole folder is passed over: its image.ts says that it is wanted", () => {
    write({ ".gitignore": "services/\n" }, root);
    write({ "main.py": "" });
    assert.deepEqual(list(), ["main.py"]);
  });
});

describe(".dockerignore", () => {
  test("takes back what lies below a folder that is left out", () => {
    write({
      ".dockerignore": "docs\n!docs/keep.md\n",
      "docs/keep.md": "",
      "docs/other.md": "",
      "main.py": "",
    });
    assert.deepEqual(list(), ["docs/keep.md", "main.py"]);
  });

  test("is relative to its own folder, and the nearest one counts", () => {
    write({ ".dockerignore": "services/todo/notes.md\n*.txt\n" }, root);
    write({ "notes.md": "", "deps.txt": "" });
    assert.deepEqual(list(), ["deps.txt"]);
    write({ ".dockerignore": "*.txt\n" });
    assert.deepEqual(list(), ["notes.md"]);
  });
});

test("include and exclude narrow the list further", () => {
  write({ "main.py": "", "app/a.py": "", "app/a_test.py": "", "static/x.css": "", "README.md": "" });
  assert.deepEqual(list({ include: ["main.py", "app"], exclude: ["**/*_test.py"] }), ["app/a.py", "main.py"]);
});

describe("symbolic links", () => {
  test("inside the folder are listed, not entered", () => {
    write({ "a/x.py": "" });
    symlinkSync("a", join(folder, "b"));
    symlinkSync("nowhere", join(folder, "dangling"));
    assert.deepEqual(list(), ["a/x.py", "b", "dangling"]);
  });

  test("to elsewhere in the workspace are followed", () => {
    write({ "libs/common/c.py": "", "libs/one.py": "" }, root);
    symlinkSync("../../libs/common", join(folder, "common"));
    symlinkSync("../../libs/one.py", join(folder, "one.py"));
    assert.deepEqual(list(), ["common/c.py", "one.py"]);
  });

  test("out of the workspace are refused", () => {
    symlinkSync("/etc/passwd", join(folder, "passwd"));
    assert.throws(() => list(), { code: "LINK_LEAVES_WORKSPACE", where: join(folder, "passwd") });
  });

  test("that dangle out of the folder are refused", () => {
    symlinkSync("../../../../nowhere", join(folder, "x"));
    assert.throws(() => list(), { code: "LINK_LEAVES_WORKSPACE" });
  });

  test("to a folder above are refused instead of followed for ever", () => {
    symlinkSync("../..", join(folder, "loop"));
    assert.throws(() => list(), { code: "LINK_CYCLE", where: join(folder, "loop") });
  });

  test("to each other outside the folder are refused too", () => {
    write({ "libs/a/x": "", "libs/b/y": "" }, root);
    symlinkSync("../b", join(root, "libs/a/b"));
    symlinkSync("../a", join(root, "libs/b/a"));
    symlinkSync("../../libs/a", join(folder, "a"));
    assert.throws(() => list(), { code: "LINK_CYCLE" });
  });

  test("are left out like anything else", () => {
    write({ ".dockerignore": "passwd\n", "main.py": "" });
    symlinkSync("/etc/passwd", join(folder, "passwd"));
    assert.deepEqual(list(), ["main.py"]);
  });
});
