import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { packageMetadata } from "./package-metadata.ts";

const nothing = { version: undefined, description: undefined, licenses: undefined, url: undefined };

const cases: readonly [what: string, text: string | undefined, expected: object][] = [
  ["no file", undefined, {}],
  ["a file without a project", "[tool.ruff]\n", nothing],
  ["a file that is no TOML", "[project\n", {}],
  ["a license of before PEP 639", '[project]\nlicense = { text = "MIT" }\n', nothing],
  [
    "a project",
    `[project]
name = "todost"
version = "1.4.0"
description = "Tasks"
license = "MIT OR Apache-2.0"
[project.urls]
Repository = "https://git.example/todost"
Homepage = "https://todost.example"
`,
    {
      version: "1.4.0",
      description: "Tasks",
      licenses: "MIT OR Apache-2.0",
      url: "https://todost.example",
    },
  ],
];

for (const [what, text, expected] of cases) {
  test(`the metadata of ${what}`, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), "cooper-"));
    t.after(() => rm(folder, { recursive: true, force: true }));
    if (text !== undefined) await writeFile(join(folder, "pyproject.toml"), text);
    assert.deepEqual(await packageMetadata(folder), expected);
  });
}
