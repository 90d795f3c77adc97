import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import type { UsageError } from "../core/error.ts";
import { blameModule, loadModule } from "./load-module.ts";
import { makeFolder, scope } from "./workspace.fixture.ts";

async function load(files: Readonly<Record<string, string>>, name = "image.ts") {
  const root = await makeFolder(files);
  const loading = loadModule(join(root, name), scope);
  return { root, loading };
}

const image = 'import { service } from "cooper";\nexport default service({ name: "a", main: "main.py" });\n';

const surroundings: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "no package.json": {},
  "a CommonJS package": { "package.json": '{ "type": "commonjs" }' },
  "a package without a type": { "package.json": "{}" },
  "an ES module package": { "package.json": '{ "type": "module" }' },
  "a broken package.json": { "package.json": '{ "type": ' },
  "an old TypeScript set-up": {
    "package.json": '{ "devDependencies": { "typescript": "3.9.0" } }',
    "tsconfig.json": '{ "compilerOptions": { "module": "commonjs", "target": "es5", "baseUrl": "." } }',
  },
  "another cooper in node_modules": {
    "node_modules/cooper/package.json": '{ "main": "index.js" }',
    "node_modules/cooper/index.js": "throw new Error('the wrong cooper');",
  },
};

for (const [name, files] of Object.entries(surroundings)) {
  test(`loads beside ${name}`, async () => {
    const { loading } = await load({ ...files, "image.ts": image });
    const { exports } = await loading;
    assert.partialDeepStrictEqual(exports.default, {
      kind: "python",
      fields: { name: "a" },
      at: { line: 2 },
    });
  });
}

const relativeImports: readonly [specifier: string, file: string][] = [
  ["./macros", "macros.ts"],
  ["./macros.ts", "macros.ts"],
  ["./macros.js", "macros.ts"],
  ["./macros", "macros/index.ts"],
  ["./my.macros", "my.macros.ts"],
  ["./macros", "macros.js"],
  ["./macros.mjs", "macros.mjs"],
];

for (const [specifier, file] of relativeImports) {
  test(`"${specifier}" means ${file}`, async () => {
    const { root, loading } = await load({
      "image.ts": `import { a } from "${specifier}";\nexport const b = a + 1;`,
      [file]: "export const a = 1;",
    });
    const { exports, files } = await loading;
    assert.equal(exports.b, 2);
    assert.deepEqual(files, [join(root, "image.ts"), join(root, file)].sort());
  });
}

test("imports of imports count, and types are stripped in all of them", async () => {
  const { root, loading } = await load(
    {
      "services/a/image.ts": 'export { all } from "../../tools/macros";',
      "tools/macros.ts":
        'import type { N } from "./types";\nimport { one } from "./one";\nexport const all: N[] = [one];',
      "tools/one.ts": "export const one: number = 1 as number;",
      "tools/types.ts": "export type N = number;",
    },
    "services/a/image.ts",
  );
  const { exports, files } = await loading;
  assert.deepEqual(exports.all, [1]);
  assert.deepEqual(
    files,
    ["services/a/image.ts", "tools/macros.ts", "tools/one.ts"].map((f) => join(root, f)),
  );
});

test("packages, JSON and Node's modules resolve as ever", async () => {
  const { loading } = await load({
    "image.ts":
      'import path from "node:path";\nimport one from "one";\nimport data from "./data.json" with { type: "json" };\n' +
      "export const sum = one.one + data.two + path.posix.sep.length;",
    "data.json": '{ "two": 2 }',
    "node_modules/one/package.json": '{ "main": "index.js" }',
    "node_modules/one/index.js": "module.exports = { one: 1 };",
  });
  assert.equal((await loading).exports.sum, 4);
});

interface Failure {
  readonly name: string;
  readonly source: string;
  readonly code: string;
  readonly at: string;
  readonly message: RegExp;
  readonly hint?: RegExp;
}

const failures: readonly Failure[] = [
  {
    name: "a syntax error",
    source: "export default {\n  a: 1\n  b: 2,\n};",
    code: "CONFIG_SYNTAX",
    at: ":3:3",
    message: /Expected/,
  },
  {
    name: "an enum",
    source: "export const a = 1;\n\nenum Stage { Test }\n",
    code: "CONFIG_TYPESCRIPT",
    at: ":3:1",
    message: /enum is not supported here/,
    hint: /constant object/,
  },
  {
    name: "a parameter property",
    source: "class A {\n  constructor(private readonly a: number) {}\n}\n",
    code: "CONFIG_TYPESCRIPT",
    at: ":2:32",
    message: /parameter property/,
  },
  {
    name: "a throw",
    source: 'const a: number = 1;\nfunction fail() {\n  throw new Error("no " + a);\n}\nfail();\n',
    code: "CONFIG_THREW",
    at: ":3:9",
    message: /^the file threw: no 1$/,
  },
  {
    name: "CommonJS",
    source: 'const path = require("node:path");\nmodule.exports = path;\n',
    code: "CONFIG_THREW",
    at: ":1:14",
    message: /require is not defined/,
  },
  {
    name: "a text that is thrown",
    source: 'throw "out";\n',
    code: "CONFIG_THREW",
    at: "",
    message: /out/,
  },
  {
    name: "an error with an odd stack",
    source: 'const e = new Error("odd");\nObject.assign(e, { stack: 5, message: 7 });\nthrow e;\n',
    code: "CONFIG_THREW",
    at: "",
    message: /^the file threw: 7$/,
  },
  {
    name: "a refusal by cooper",
    source: 'import { refuse } from "cooper";\n\nexport default [1].map(() => refuse());\n',
    code: "REFUSED",
    at: ":3:30",
    message: /^refused$/,
    hint: /Do not/,
  },
  {
    name: "a misspelt import from cooper",
    source: '// macros\nimport { servce } from "cooper";\nservce();\n',
    code: "CONFIG_IMPORT",
    at: ":2:10",
    message: /^cooper has no "servce"$/,
    hint: /"service"/,
  },
  {
    name: "a relative import of nothing",
    source: 'import { a } from "./b";\nimport { c } from "./c.ts";\n',
    code: "CONFIG_IMPORT",
    at: ":1",
    message: /no file ".\/b"/,
  },
  {
    name: "a package that is not there",
    source: '\nimport left from "left-pad";\nleft();\n',
    code: "CONFIG_IMPORT",
    at: ":2",
    message: /"left-pad" cannot be found/,
  },
];

for (const { name, source, code, at, message, hint } of failures) {
  test(`${name} fails with ${code} and its place`, async () => {
    const { root, loading } = await load({ "image.ts": source });
    const where = join(root, "image.ts") + at;
    await assert.rejects(loading, { code, where, message, ...(hint ? { hint } : {}) });
  });
}

test("a failure in an imported file names that file", async () => {
  const { root, loading } = await load({
    "image.ts": 'import { a } from "./macros";\nexport default a;\n',
    "macros.ts": "export const a = 1;\nconst b = missing;\n",
  });
  await assert.rejects(loading, { code: "CONFIG_THREW", where: `${join(root, "macros.ts")}:2:11` });
});

test("what a file's own functions throw later is its failure, and nothing else is", async () => {
  const { root, loading } = await load({
    "image.ts": 'export const tags = () => {\n  throw new Error("later");\n};\n',
  });
  const { tags } = (await loading).exports as { tags: () => never };
  const { code, where } = (await blameModule(thrownBy(tags))) as UsageError;
  assert.deepEqual([code, where], ["CONFIG_THREW", `${join(root, "image.ts")}:2:9`]);
  const own = new Error("own");
  assert.equal(await blameModule(own), own);
  assert.equal(await blameModule(null), null);
});

function thrownBy(work: () => never): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
