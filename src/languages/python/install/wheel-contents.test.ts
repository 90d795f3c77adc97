import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { testTools } from "../index/build-tools.fixture.ts";
import { putWheel, type WheelRecipe } from "./wheel.fixture.ts";
import { readWheel } from "./wheel-contents.ts";

async function read(t: TestContext, recipe: WheelRecipe, claims: { name?: string; version?: string } = {}) {
  const tools = await testTools(t);
  return readWheel({ ...(await putWheel(recipe, tools.blobs)), ...claims }, tools);
}

test("a wheel tells its metadata, programs and files with their digests", async (t) => {
  const contents = await read(t, {
    name: "demo",
    metadata: ["Requires-Python: >=3.9", "Requires-Dist: six", 'Requires-Dist: idna>=3; extra == "all"'],
    files: {
      "demo/__init__.py": "x = 1\n",
      "demo-1.0.dist-info/entry_points.txt": "[console_scripts]\ndemo = demo:main\n",
    },
  });
  assert.equal(contents.requiresPython, ">=3.9");
  assert.deepEqual(contents.requires, ["six", 'idna>=3; extra == "all"']);
  assert.deepEqual(contents.scripts, [{ name: "demo", module: "demo", attribute: "main" }]);
  const paths = contents.members.map(({ path }) => path);
  assert.deepEqual(paths.toSorted(), [
    "demo-1.0.dist-info/METADATA",
    "demo-1.0.dist-info/WHEEL",
    "demo-1.0.dist-info/entry_points.txt",
    "demo/__init__.py",
  ]);
  assert.equal(contents.members.find(({ path }) => path === "demo/__init__.py")?.size, 6);
});

test("a wheel that was checked once is not read again", async (t) => {
  const tools = await testTools(t);
  const wheel = await putWheel({ name: "demo" }, tools.blobs);
  const first = await readWheel(wheel, tools);
  const gone = { ...tools, blobs: { ...tools.blobs, size: async () => undefined } };
  assert.deepEqual(await readWheel(wheel, gone), JSON.parse(JSON.stringify(first)));
});

const file = { "demo/a.py": "a = 1\n" };
const broken: readonly [what: string, recipe: Omit<WheelRecipe, "name">, message: RegExp][] = [
  [
    "a file that RECORD does not list",
    { files: file, record: (rows) => rows.filter((row) => !row.startsWith("demo/a.py")) },
    /demo\/a\.py is not listed/,
  ],
  [
    "a file with another digest than RECORD says",
    {
      files: file,
      record: (rows) => rows.map((row) => row.replace(/^(demo\/a\.py,sha256=).{5}/, "$1AAAAA")),
    },
    /demo\/a\.py is not what its RECORD says/,
  ],
  [
    "a file with another size than RECORD says",
    { files: file, record: (rows) => rows.map((row) => row.replace(/^(demo\/a\.py,.*,)6$/, "$17")) },
    /demo\/a\.py is not what its RECORD says/,
  ],
  [
    "a file with a digest that proves nothing",
    {
      files: file,
      record: (rows) => rows.map((row) => row.replace(/^demo\/a\.py,.*/, "demo/a.py,md5=abc,6")),
    },
    /no usable digest of demo\/a\.py/,
  ],
  [
    "a RECORD with rows of four fields",
    { record: (rows) => [...rows, "a,b,c,d"] },
    /not a table of three columns/,
  ],
  [
    "a symbolic link",
    { files: { "demo/link": "/etc/passwd" }, modes: { "demo/link": 0o120777 } },
    /demo\/link is a symbolic link/,
  ],
  ["two .dist-info folders", { files: { "other-1.0.dist-info/METADATA": "" } }, /2 \.dist-info folders/],
  [
    "a format from the future",
    { files: { "demo-1.0.dist-info/WHEEL": "Wheel-Version: 2.0\n" } },
    /format version is "2\.0"/,
  ],
  [
    "metadata of another project",
    { files: { "demo-1.0.dist-info/METADATA": "Name: other\nVersion: 1.0\n" } },
    /metadata say other 1\.0/,
  ],
  [
    "metadata of another version",
    { files: { "demo-1.0.dist-info/METADATA": "Name: demo\nVersion: 1.1\n" } },
    /metadata say demo 1\.1/,
  ],
  [
    "a program with a path as name",
    { files: { "demo-1.0.dist-info/entry_points.txt": "[console_scripts]\n../../sh = demo:main\n" } },
    /names no program/,
  ],
];

for (const [what, recipe, message] of broken) {
  test(`${what} is refused, and the wheel named`, async (t) => {
    await assert.rejects(read(t, { name: "demo", ...recipe }), {
      code: "BAD_WHEEL",
      message,
      where: "demo-1.0-py3-none-any.whl",
    });
  });
}

for (const path of ["../evil.py", "/etc/evil", "demo/../../evil", "demo\\..\\evil"]) {
  test(`the member ${path} is refused`, async (t) => {
    await assert.rejects(read(t, { name: "demo", files: { [path]: "" } }), {
      code: "UNSAFE_PATH",
      where: "demo-1.0-py3-none-any.whl",
    });
  });
}

test("a file that RECORD lists and the wheel lacks does no harm", async (t) => {
  const contents = await read(t, { name: "demo", record: (rows) => [...rows, "demo/gone.py,sha256=AAAA,1"] });
  assert.equal(contents.members.length, 2);
});

test("names and versions may be spelt in several ways", async (t) => {
  const contents = await read(t, { name: "Demo_X", version: "1.0" }, { name: "demo-x", version: "1.0.0" });
  assert.equal(contents.name, "Demo_X");
});
