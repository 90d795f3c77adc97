import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { LayerEntry, LayerSpec } from "../../../layers/spec.ts";
import type { PythonFacts } from "../../../plan/facts.ts";
import { type TestTools, testTools } from "../index/build-tools.fixture.ts";
import { installEnvironment, type PythonEnvironment } from "./environment.ts";
import { hash, putWheel, type WheelRecipe } from "./wheel.fixture.ts";

const python: PythonFacts = { version: "3.11.2", executable: "/usr/bin/python3.11", distributions: [] };
const platform = { os: "linux", architecture: "amd64" };
const site = "opt/venv/lib/python3.11/site-packages";

interface Installed extends PythonEnvironment {
  readonly tools: TestTools;
}

async function install(
  t: TestContext,
  recipes: readonly WheelRecipe[],
  on: { tools?: TestTools; python?: PythonFacts } = {},
): Promise<Installed> {
  const tools = on.tools ?? (await testTools(t));
  const wheels = await Promise.all(recipes.map((recipe) => putWheel(recipe, tools.blobs)));
  const request = { wheels, python: on.python ?? python, platform, where: "lock.txt", tools };
  return { ...(await installEnvironment(request)), tools };
}

async function entriesOf(layers: readonly LayerSpec[]): Promise<Map<string, LayerEntry>> {
  const lists = await Promise.all(layers.map((layer) => layer.entries()));
  return new Map(lists.flat().map((entry) => [entry.path, entry]));
}

function textOf(entry: LayerEntry | undefined): string {
  assert(entry?.source?.from === "bytes");
  return Buffer.from(entry.source.bytes).toString();
}

test("a venv is made where the base has none, and links to the base's interpreter", async (t) => {
  const { layers, python: facts } = await install(t, []);
  const entries = await entriesOf(layers);
  assert.equal(entries.get("opt/venv/bin/python")?.linkTarget, "/usr/bin/python3.11");
  assert.equal(entries.get("opt/venv/bin/python3.11")?.linkTarget, "python");
  assert.equal(entries.get("opt/venv/lib64")?.linkTarget, "lib");
  assert.match(textOf(entries.get("opt/venv/pyvenv.cfg")), /^home = \/usr\/bin$/m);
  assert.equal(facts.venv, "/opt/venv");
});

test("files go where their scheme says; modules stay slices of the wheel", async (t) => {
  const { layers } = await install(t, [
    {
      name: "demo",
      files: {
        "demo/__init__.py": "x = 1\n",
        "demo/tool.so": "\x7fELF",
        "demo-1.0.data/purelib/pure.py": "",
        "demo-1.0.data/platlib/plat.py": "",
        "demo-1.0.data/headers/demo.h": "",
        "demo-1.0.data/data/share/demo.txt": "",
        "demo-1.0.data/data/lib64/demo/x": "",
        "demo-1.0.data/scripts/run": "#!python\nprint(1)\n",
        "demo-1.0.data/scripts/shell": "#!/bin/sh\n",
        "demo-1.0.dist-info/entry_points.txt": "[console_scripts]\ndemo = demo:main\n",
      },
      modes: { "demo/tool.so": 0o100775 },
    },
  ]);
  const entries = await entriesOf(layers);
  const files = [...entries.values()]
    .filter(({ type }) => type === "file")
    .map(({ path, mode }) => `${mode.toString(8)} ${path}`);
  assert.deepEqual(files.toSorted(), [
    `644 opt/venv/include/site/python3.11/demo/demo.h`,
    "644 opt/venv/lib/demo/x",
    `644 ${site}/demo-1.0.dist-info/INSTALLER`,
    `644 ${site}/demo-1.0.dist-info/METADATA`,
    `644 ${site}/demo-1.0.dist-info/RECORD`,
    `644 ${site}/demo-1.0.dist-info/WHEEL`,
    `644 ${site}/demo-1.0.dist-info/entry_points.txt`,
    `644 ${site}/demo/__init__.py`,
    `644 ${site}/plat.py`,
    `644 ${site}/pure.py`,
    "644 opt/venv/pyvenv.cfg",
    "644 opt/venv/share/demo.txt",
    "755 opt/venv/bin/demo",
    "755 opt/venv/bin/run",
    "755 opt/venv/bin/shell",
    `755 ${site}/demo/tool.so`,
  ]);
  assert.equal(entries.get(`${site}/demo/__init__.py`)?.source?.from, "zip");
  assert.equal(textOf(entries.get("opt/venv/bin/run")), "#!/opt/venv/bin/python\nprint(1)\n");
  assert.equal(entries.get("opt/venv/bin/shell")?.source?.from, "zip");
});

test("RECORD lists all that was installed, generated files too", async (t) => {
  const { layers } = await install(t, [
    {
      name: "demo",
      files: { "demo.py": "x = 1\n", "demo-1.0.data/scripts/run": "#!python\n" },
      record: (rows) => [...rows, "gone.py,sha256=AAAA,1"],
    },
  ]);
  const rows = textOf((await entriesOf(layers)).get(`${site}/demo-1.0.dist-info/RECORD`))
    .trim()
    .split("\n");
  assert.deepEqual(
    rows.filter((row) => !/METADATA|WHEEL/.test(row)),
    [
      `../../../bin/run,sha256=${hash("#!/opt/venv/bin/python\n")},23`,
      `demo-1.0.dist-info/INSTALLER,sha256=${hash("cooper\n")},7`,
      "demo-1.0.dist-info/RECORD,,",
      `demo.py,sha256=${hash("x = 1\n")},6`,
    ],
  );
});

test("two packages may bring one file with equal bytes, not with different ones", async (t) => {
  const brings = (name: string, text: string) => ({ name, files: { "shared/__init__.py": text } });
  const { layers } = await install(t, [brings("a", "same"), brings("b", "same")]);
  assert((await entriesOf(layers)).has(`${site}/shared/__init__.py`));
  await assert.rejects(install(t, [brings("a", "one"), brings("b", "two")]), {
    code: "FILE_CONFLICT",
    message: `a 1.0 and b 1.0 both install /${site}/shared/__init__.py, each with other content`,
  });
});

const conflicts: readonly [what: string, wheels: WheelRecipe[], message: RegExp][] = [
  [
    "a file where another has a folder",
    [
      { name: "a", files: { x: "" } },
      { name: "b", files: { "x/y": "" } },
    ],
    /a 1\.0 and b 1\.0/,
  ],
  [
    "a program called python",
    [{ name: "a", files: { "a-1.0.data/scripts/python": "" } }],
    /the venv itself and a 1\.0/,
  ],
  [
    "files behind the venv's links",
    [{ name: "a", files: { "a-1.0.data/data/bin/python3/x": "" } }],
    /the venv itself and a 1\.0/,
  ],
  [
    "another pyvenv.cfg",
    [{ name: "a", files: { "a-1.0.data/data/pyvenv.cfg": "home = /" } }],
    /the venv itself and a 1\.0/,
  ],
];

for (const [what, wheels, message] of conflicts) {
  test(`${what} is refused`, async (t) => {
    await assert.rejects(install(t, wheels), { code: "FILE_CONFLICT", message });
  });
}

test("a folder of .data that nobody knows is refused", async (t) => {
  await assert.rejects(install(t, [{ name: "a", files: { "a-1.0.data/boot/x": "" } }]), {
    code: "BAD_WHEEL",
  });
});

test("an image on another one adds to its venv, and does not overwrite its files", async (t) => {
  const base = await install(t, [{ name: "a", files: { "shared.py": "one" } }]);
  const on = { tools: base.tools, python: base.python };
  const above = await install(t, [{ name: "b", metadata: ["Requires-Dist: a"] }], on);
  assert.deepEqual(
    above.python.distributions.map(({ name }) => name),
    ["a", "b"],
  );
  assert.equal((await entriesOf(above.layers)).has("opt/venv/pyvenv.cfg"), false);
  await assert.rejects(install(t, [{ name: "c", files: { "shared.py": "two" } }], on), {
    code: "FILE_CONFLICT",
    message: /a 1\.0 and c 1\.0/,
  });
});

test("what something requires must be there", async (t) => {
  await assert.rejects(install(t, [{ name: "a", metadata: ["Requires-Dist: b"] }]), {
    code: "UNMET_REQUIREMENT",
  });
});

test("layers are named for people, and change with their own wheels only", async (t) => {
  const small = ["a", "b", "c", "d", "e", "f", "g"].map((name) => ({ name }));
  const large = { name: "huge", files: { "huge.bin": "x".repeat(3_000_000) } };
  const one = await install(t, [...small, large]);
  const two = await install(t, [...small.slice(1), { name: "a", version: "2.0" }, large], {
    tools: one.tools,
  });
  const names = one.layers.map(({ name }) => name);
  assert(names.includes("huge 1.0"));
  assert(names.some((name) => / and \d more$/.test(name) || /, /.test(name)));
  const keys = new Set(one.layers.map(({ key }) => key));
  assert.equal(two.layers.filter(({ key }) => !keys.has(key)).length, 1);
});
