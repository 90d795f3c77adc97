import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { test } from "node:test";
import type { LayerEntry, LayerSpec } from "../../../layers/spec.ts";
import type { MadeContribution } from "../../../plan/contribution.ts";
import { pythonBuilder } from "./builder.ts";
import { setting } from "./image.fixture.ts";

const app = { "services/todo/main.py": "print(1)\n", "services/todo/image.ts": "" };

async function filesIn(layer: LayerSpec | undefined): Promise<string[]> {
  const entries = (await layer?.entries()) ?? [];
  return entries.filter(({ type }) => type !== "directory").map(({ path }) => path);
}

async function entry({ layers }: MadeContribution, path: string): Promise<LayerEntry | undefined> {
  const lists = await Promise.all(layers.map((layer) => layer.entries()));
  return lists.flat().find((each) => each.path === path);
}

test("an application alone runs with the base's interpreter, in /app", async (t) => {
  const { request } = await setting(t, { main: "main.py" }, { ...app, "services/todo/static/x.css": "" });
  const { layers, config, facts } = await pythonBuilder.plan(request);
  assert.deepEqual(
    layers.map(({ name }) => name),
    ["application"],
  );
  assert.deepEqual(await filesIn(layers[0]), ["app/main.py", "app/static/x.css"]);
  assert.deepEqual(config, {
    entrypoint: ["/usr/bin/python3.11", "/app/main.py"],
    cmd: [],
    env: { PYTHONUNBUFFERED: "1", PYTHONDONTWRITEBYTECODE: "1", LANG: "C.UTF-8" },
    workdir: "/app",
  });
  assert.deepEqual(facts, request.base);
});

test("a module is found in /app, whatever the working directory", async (t) => {
  const { request } = await setting(t, { module: "todo.server" }, { "services/todo/todo/server.py": "" });
  const { config } = await pythonBuilder.plan(request);
  assert.deepEqual(config.entrypoint, ["/usr/bin/python3.11", "-m", "todo.server"]);
  assert.equal(config.env?.PYTHONPATH, "/app");
});

test("on a base with a venv its interpreter runs", async (t) => {
  const { request } = await setting(t, { main: "main.py" }, app);
  const { python } = request.base;
  assert(python);
  const base = { ...request.base, python: { ...python, venv: "/opt/venv" }, path: "/bin:/busybox" };
  const { config, layers } = await pythonBuilder.plan({ ...request, base });
  assert.deepEqual(config.entrypoint, ["/opt/venv/bin/python", "/app/main.py"]);
  assert.equal(config.env?.VIRTUAL_ENV, "/opt/venv");
  assert.equal(config.env?.PATH, "/opt/venv/bin:/bin:/busybox");
  assert.equal(layers.length, 1);
});

test("a base for others has no application, unless srcs names something", async (t) => {
  const files = { "services/todo/lib.py": "" };
  const { request } = await setting(t, {}, files);
  const { layers, config } = await pythonBuilder.plan(request);
  assert.deepEqual(layers, []);
  assert.equal(config.workdir, undefined);
  const named = await setting(t, { srcs: ["lib.py"] }, files);
  assert.deepEqual(await filesIn((await pythonBuilder.plan(named.request)).layers[0]), ["app/lib.py"]);
});

test("libs are found through a path file of the image's own", async (t) => {
  const { request, target, root } = await setting(
    t,
    { main: "main.py", libs: ["//libs/shared", "//libs/loose"] },
    { ...app, "libs/shared/__init__.py": "", "libs/shared/a.py": "", "libs/loose/b.py": "" },
  );
  const contribution = await pythonBuilder.plan(request);
  const { layers } = contribution;
  assert.deepEqual(
    layers.map(({ name }) => name),
    ["venv of python3.11", "libs of the workspace", "application"],
  );
  const file = await entry(contribution, "opt/venv/lib/python3.11/site-packages/cooper-todo.pth");
  assert(file?.source?.from === "bytes");
  assert.equal(Buffer.from(file.source.bytes).toString(), "/opt/src/libs\n/opt/src/libs/loose\n");
  assert(await entry(contribution, "opt/src/libs/shared/a.py"));
  const inputs = await pythonBuilder.inputs(target);
  assert.deepEqual(
    inputs.map((path) => relative(root, path)),
    ["libs/loose/b.py", "libs/shared/__init__.py", "libs/shared/a.py", "services/todo/main.py"],
  );
});

test("configs and data are packed even where git ignores them; what lies elsewhere comes beside main", async (t) => {
  const { request } = await setting(
    t,
    { main: "main.py", srcs: ["*.py"], configs: ["config.yaml", "//shared/log.ini"], data: ["seeds"] },
    {
      ...app,
      ".gitignore": "config.yaml\n",
      "services/todo/config.yaml": "",
      "services/todo/other.txt": "",
      "services/todo/seeds/one.sql": "",
      "shared/log.ini": "",
    },
  );
  const { layers } = await pythonBuilder.plan(request);
  assert.deepEqual(await filesIn(layers[0]), [
    "app/config.yaml",
    "app/log.ini",
    "app/main.py",
    "app/seeds/one.sql",
  ]);
});

test("the lock file decides, but is not packed", async (t) => {
  const { target } = await setting(
    t,
    { main: "main.py", deps: "lock.txt" },
    { ...app, "services/todo/lock.txt": "" },
  );
  const inputs = await pythonBuilder.inputs(target);
  assert.deepEqual(
    inputs.map((path) => relative(target.directory, path)),
    ["lock.txt", "main.py"],
  );
});

test("what the lock file includes decides, too", async (t) => {
  const { target } = await setting(
    t,
    { main: "main.py", deps: "lock.txt", srcs: ["main.py"] },
    { ...app, "services/todo/lock.txt": "-r ../common.txt\n", "services/common.txt": "" },
  );
  const inputs = await pythonBuilder.inputs(target);
  assert.deepEqual(
    inputs.map((path) => relative(target.directory, path)),
    ["../common.txt", "lock.txt", "main.py"],
  );
});

test("the layer's key follows the sources", async (t) => {
  const { request, target } = await setting(t, { main: "main.py" }, app);
  const key = async () => (await pythonBuilder.plan(request)).layers[0]?.key;
  const before = await key();
  assert.equal(await key(), before);
  writeFileSync(join(target.directory, "main.py"), "print(2)\n");
  assert.notEqual(await key(), before);
});

test("a secret among the sources stops the build; the file of a lib is named from the root", async (t) => {
  const own = await setting(t, { main: "main.py" }, { ...app, "services/todo/.env": "A=1" });
  await assert.rejects(pythonBuilder.plan(own.request), {
    code: "SECRET_FOUND",
    hint: /allowSecrets: \["\.env"\]/,
  });
  const files = { ...app, "libs/a/.env": "A=1" };
  const lib = await setting(t, { main: "main.py", libs: ["//libs/a"] }, files);
  await assert.rejects(pythonBuilder.plan(lib.request), { hint: /allowSecrets: \["\/\/libs\/a\/\.env"\]/ });
  const allowed = await setting(
    t,
    { main: "main.py", libs: ["//libs/a"], allowSecrets: ["//libs/a/.env"] },
    files,
  );
  await pythonBuilder.plan(allowed.request);
});

const mistakes = [
  ["a main that is not there", { main: "other.py" }, "MAIN_MISSING"],
  ["a main that srcs leaves out", { main: "main.py", srcs: ["static"] }, "MAIN_MISSING"],
  ["configs that are not there", { main: "main.py", configs: ["nope.yaml"] }, "FILE_MISSING"],
  ["libs that are not there", { main: "main.py", libs: ["//nope"] }, "FILE_MISSING"],
  ["two files for one path", { main: "main.py", data: ["//other/main.py"] }, "FILE_CONFLICT"],
  ["files from outside", { main: "main.py", data: ["../../../etc/passwd"] }, "PATH_LEAVES_WORKSPACE"],
] as const;

for (const [what, fields, code] of mistakes) {
  test(`${what}: the error points at the image.ts`, async (t) => {
    const { request, target } = await setting(t, fields, { ...app, "other/main.py": "" });
    await assert.rejects(pythonBuilder.plan(request), { code, where: `${target.definition.at.file}:3` });
  });
}

test("a base without Python is refused", async (t) => {
  const { request } = await setting(t, { main: "main.py" }, app);
  await assert.rejects(pythonBuilder.plan({ ...request, base: {} }), { code: "NO_PYTHON_IN_BASE" });
});
