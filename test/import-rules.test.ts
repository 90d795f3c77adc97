import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { mayImport, parseRooms, roomFolder } from "./support/rooms.ts";
import { importsOf, repository, sourceFiles } from "./support/source-files.ts";

const rooms = parseRooms(readFileSync(join(repository, "docs", "architecture.md"), "utf8"));
const files = await sourceFiles();

/** Packages that take long to load: a build with nothing to do must not pay for them. */
const heavy = /^(undici|openpgp|libdeflate|@napi-rs\/lzma|@secretlint\/.*|@octokit\/.*)$/;
const worker = /-worker\.ts$/;

test("the scanner sees the ways to import", () => {
  const text = [
    'import { a } from "undici";',
    'import type { B } from "../oci/b.ts";',
    'import "./side-effect.ts";',
    'export * from "./c.ts";',
    'import {\n  d,\n  e,\n} from "./d.ts";',
    'const f = await import("openpgp");',
    'type G = import("./g.ts").G;',
    '// import { x } from "commented-out";',
  ].join("\n");
  assert.deepEqual(
    importsOf({ path: "core/x.ts", text }).map(({ target, how }) => `${how} ${target}`),
    [
      "static undici",
      "type oci/b.ts",
      "static core/side-effect.ts",
      "static core/c.ts",
      "static core/d.ts",
      "dynamic openpgp",
      "type core/g.ts",
    ],
  );
});

test("the table of the architecture says what this test believes it says", () => {
  assert.ok(mayImport(rooms, "languages/python", "sources"));
  assert.ok(!mayImport(rooms, "languages/python", "languages/go"));
  assert.ok(!mayImport(rooms, "core", "oci"));
  assert.ok(!mayImport(rooms, "registry/client", "registry/server"));
  assert.ok(!mayImport(rooms, "cli", "store"));
  assert.ok(mayImport(rooms, "release/tags", "evidence/sbom"));
  assert.ok(mayImport(rooms, "api", "languages/python"));
  assert.ok(!mayImport(rooms, "api", "cli"));
});

test("every module is in a room", () => {
  assert.ok(files.length > 50);
  const homeless = files.filter(({ path }) => roomFolder(path, rooms) === undefined);
  assert.deepEqual(
    homeless.map(({ path }) => path),
    [],
  );
});

test("rooms import only what the architecture lets them", () => {
  const broken = files.flatMap((file) => {
    const from = roomFolder(file.path, rooms) ?? "";
    return importsOf(file)
      .filter(({ isOurs, target }) => isOurs && !mayImport(rooms, from, roomFolder(target, rooms) ?? target))
      .map(({ target }) => `${file.path} imports ${target}`);
  });
  assert.deepEqual(broken, []);
});

test("no two rooms import each other, not even in a round", () => {
  const edges = new Map<string, Set<string>>();
  for (const { folder } of rooms) edges.set(folder, new Set());
  for (const from of edges.keys()) {
    for (const to of edges.keys()) if (from !== to && mayImport(rooms, from, to)) edges.get(from)?.add(to);
  }
  // Rooms with nothing left below them are taken away until none is left; what stays is a round.
  for (let done = false; !done; ) {
    const leaves = [...edges].filter(([, below]) => [...below].every((name) => !edges.has(name)));
    for (const [leaf] of leaves) edges.delete(leaf);
    done = leaves.length === 0;
  }
  assert.deepEqual([...edges.keys()], []);
});

test("heavy packages are loaded where they are used, not at the start", () => {
  const statics = files.flatMap((file) =>
    importsOf(file)
      .filter(({ how }) => how === "static")
      .map(({ target }) => ({ path: file.path, target })),
  );
  // A worker's module is loaded by its thread alone, so it may import what it likes, and nobody may import it.
  const eager = statics.filter(
    ({ path, target }) => !worker.test(path) && (heavy.test(target) || worker.test(target)),
  );
  assert.deepEqual(eager, []);
});
