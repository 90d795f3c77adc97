import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { formatLabel } from "./label.ts";
import { loadWorkspace } from "./load-workspace.ts";
import { makeFolder, scope } from "./workspace.fixture.ts";

const config =
  'import { defineWorkspace, ghcr } from "cooper";\nexport default defineWorkspace({ registry: ghcr("Me") });\n';
const image = (name: string) =>
  `import { service } from "cooper";\nexport default service({ name: "${name}", main: "main.py" });\n`;

test("loads the configuration and every image", async () => {
  const root = await makeFolder({
    "cooper.config.ts": config,
    "services/b/image.ts": image("b"),
    "services/a/image.ts": `import "../../tools/note";\n${image("a-service")}`,
    "tools/note.ts": "export {};\n",
  });
  const workspace = await loadWorkspace(join(root, "services/b"), scope);
  assert.equal(workspace.root, root);
  assert.equal(workspace.config.registry?.repository("b"), "ghcr.io/me/b");
  assert.deepEqual(workspace.configFiles, [join(root, "cooper.config.ts")]);
  assert.deepEqual(
    workspace.targets.map(({ label }) => formatLabel(label)),
    ["//services/a:a-service", "//services/b"],
  );
  assert.deepEqual(workspace.targets[0]?.files, [
    join(root, "services/a/image.ts"),
    join(root, "tools/note.ts"),
  ]);
  assert.equal(workspace.targets[1]?.directory, join(root, "services/b"));
});

test("a file may export several images, alone or in a list", async () => {
  const root = await makeFolder({
    "cooper.config.ts": config,
    "a/image.ts":
      'import { service } from "cooper";\nconst make = (name: string) => service({ name, main: "main.py" });\n' +
      'export const web = make("web");\nexport const list = [make("worker"), make("cron")];\nexport default web;\n',
  });
  const { targets } = await loadWorkspace(root, scope);
  assert.deepEqual(
    targets.map(({ label }) => formatLabel(label)),
    ["//a:cron", "//a:web", "//a:worker"],
  );
});

const failures: readonly [
  name: string,
  files: Readonly<Record<string, string>>,
  code: string,
  where: string,
][] = [
  ["no definition", { "a/image.ts": "export default { name: 'a' };\n" }, "NO_DEFINITION", "a/image.ts"],
  [
    "two images of one name",
    { "a/image.ts": `${image("a")}export const b = service({ name: "a", main: "main.py" });\n` },
    "DUPLICATE_TARGET",
    "a/image.ts:3",
  ],
  ["no default export", { "cooper.config.ts": "export {};\n" }, "NO_DEFINITION", "cooper.config.ts"],
  [
    "a plain object with a misspelt field",
    { "cooper.config.ts": "export default {\n  platfroms: [],\n};\n" },
    "UNKNOWN_FIELD",
    "cooper.config.ts:2",
  ],
];

for (const [name, files, code, where] of failures) {
  test(`${name}: ${code}`, async () => {
    const root = await makeFolder({ "cooper.config.ts": config, ...files });
    await assert.rejects(loadWorkspace(root, scope), { code, where: join(root, where) });
  });
}
