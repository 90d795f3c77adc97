import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { loadModule } from "./load-module.ts";
import { makeFolder, scope } from "./workspace.fixture.ts";

/** An `image.ts` whose call of the macro begins on line 3; the given lines are its fields, from line 4. */
const image = (...lines: string[]) =>
  [
    'import { service } from "cooper";',
    "",
    "export default service({",
    ...lines.map((l) => `  ${l}`),
    "});",
  ].join("\n");

async function load(files: Readonly<Record<string, string>>) {
  const root = await makeFolder(files);
  return { root, loading: loadModule(join(root, "image.ts"), scope) };
}

const sound = ['name: "todost",', 'main: "main.py",'];

test("a definition has its kind, its fields and the line of the call", async () => {
  const { root, loading } = await load({ "image.ts": image(...sound, 'env: { A: "1" },') });
  assert.deepEqual((await loading).exports.default, {
    kind: "python",
    fields: { name: "todost", main: "main.py", env: { A: "1" } },
    at: { file: join(root, "image.ts"), line: 3 },
  });
});

interface Mistake {
  readonly name: string;
  readonly fields: readonly string[];
  readonly code: string;
  /** From 1, in the whole file. */
  readonly line: number;
  readonly message: string;
  readonly hint?: string;
}

const mistakes: readonly Mistake[] = [
  {
    name: "a misspelt field",
    fields: [...sound, "// confgs: are listed below", 'confgs: ["config.yaml"],'],
    code: "UNKNOWN_FIELD",
    line: 7,
    message: "there is no field confgs",
    hint: 'Did you mean "configs"?',
  },
  {
    name: "a misspelt field that is required",
    fields: ['nmae: "todost",', 'main: "main.py",'],
    code: "UNKNOWN_FIELD",
    line: 4,
    message: "there is no field nmae",
    hint: 'Did you mean "name"?',
  },
  {
    name: "a misspelt field inside another",
    fields: [...sound, "healthcheck: {", '  http: "/",', "  prot: 8000,", "},"],
    code: "UNKNOWN_FIELD",
    line: 8,
    message: "there is no field healthcheck.prot",
    hint: 'Did you mean "port"?',
  },
  {
    name: "a field that nothing resembles",
    fields: [...sound, "healthcheck: { tcp: 1, zzzzzzzzzz: 2 },"],
    code: "UNKNOWN_FIELD",
    line: 6,
    message: "there is no field healthcheck.zzzzzzzzzz",
    hint: "Known fields are http, port, tcp, command, interval, timeout, startPeriod, retries.",
  },
  {
    name: "a missing field",
    fields: ['name: "todost",'],
    code: "MISSING_FIELD",
    line: 3,
    message: "the field main is missing",
    hint: "Write `main: …` between the braces.",
  },
  {
    name: "a wrong type",
    fields: [...sound, "ports: [", "  8000,", '  "8001",', "],"],
    code: "BAD_FIELD",
    line: 8,
    message: "ports[1] must be a number, not a string",
  },
  {
    name: "a number where text belongs, whose value stays out of the message",
    fields: [...sound, 'env: { A: "B: 1",', "  B: 1234 },"],
    code: "BAD_FIELD",
    line: 7,
    message: "env.B must be a string, not a number",
    hint: "Write the value in quotes.",
  },
  {
    name: "a quoted key",
    fields: [...sound, "labels: {", "  'org.example.a': 'x',", '  "org.example.b": null,', "},"],
    code: "BAD_FIELD",
    line: 8,
    message: 'labels["org.example.b"] must be a string, not null',
  },
  {
    name: "a list where one value belongs",
    fields: ['name: "todost",', 'main: ["main.py"],'],
    code: "BAD_FIELD",
    line: 5,
    message: "main must be a string, not a list",
  },
  {
    name: "an upper-case name",
    fields: ['name: "Todost",', 'main: "main.py",'],
    code: "BAD_FIELD",
    line: 4,
    message: 'name must be lower case letters and digits, with ., _ or - between them, not "Todost"',
  },
  {
    name: "a port out of range",
    fields: [...sound, "ports: [80000],"],
    code: "BAD_FIELD",
    line: 6,
    message: "ports[0] must be a port between 1 and 65535, not 80000",
  },
  {
    name: "a budget that is no size",
    fields: [...sound, 'budget: "100 apples",'],
    code: "BAD_FIELD",
    line: 6,
    message: 'budget must be a size such as "100MB", not "100 apples"',
  },
  {
    name: "a path with a wrong beginning",
    fields: [...sound, 'healthcheck: { http: "health" },'],
    code: "BAD_FIELD",
    line: 6,
    message: 'healthcheck.http must be a path that starts with /, not "health"',
  },
  {
    name: "a path that would end the line of a request",
    fields: [...sound, 'healthcheck: { http: "/a b" },'],
    code: "BAD_FIELD",
    line: 6,
    message: 'healthcheck.http must be written as in a URL: %20 for a space, not "/a b"',
  },
  {
    name: "an interval that engines take for none",
    fields: [...sound, 'healthcheck: { tcp: 1, interval: "0s" },'],
    code: "BAD_FIELD",
    line: 6,
    message: 'healthcheck.interval must be at least 1ms, not "0s"',
  },
  {
    name: "a variable with a name that is none",
    fields: [...sound, 'env: { "A=B": "1" },'],
    code: "BAD_FIELD",
    line: 6,
    message: 'env["A=B"] must not have "=" in its name, not "A=B"',
  },
  {
    name: "a variable that is not set",
    fields: [...sound, "env: { A: undefined },"],
    code: "BAD_FIELD",
    line: 6,
    message: "env.A must be a string, not left out",
  },
  {
    name: "two probes at once",
    fields: [...sound, 'healthcheck: { http: "/", tcp: 1 },'],
    code: "BAD_FIELD",
    line: 6,
    message: "healthcheck must say exactly one of http, tcp and command",
  },
  {
    name: "a variable whose name has an equals sign",
    fields: [...sound, 'env: { "A=B": "1" },'],
    code: "BAD_FIELD",
    line: 6,
    message: 'env["A=B"] must not have "=" in its name, not "A=B"',
  },
  {
    name: "a NUL in a value, which may be secret",
    fields: [...sound, 'env: { TOKEN: "abc\\0def" },'],
    code: "BAD_FIELD",
    line: 6,
    message: "env.TOKEN must not have a NUL character",
  },
  {
    name: "a named user",
    fields: [...sound, 'user: "nobody",'],
    code: "BAD_FIELD",
    line: 6,
    message: 'user must be numeric, such as "65532" or "65532:65532", not "nobody"',
  },
];

for (const { name, fields, code, line, message, hint } of mistakes) {
  test(`${name}: ${code}`, async () => {
    const { root, loading } = await load({ "image.ts": image(...fields) });
    const where = `${join(root, "image.ts")}:${line}`;
    await assert.rejects(loading, { code, where, message, hint });
  });
}

test("a field that a macro of the workspace writes is found in the macro", async () => {
  const { root, loading } = await load({
    "image.ts": 'import { web } from "./macros";\nexport default web("todost");\n',
    "macros.ts":
      'import { service } from "cooper";\n\nexport function web(name: string) {\n' +
      '  return service({\n    name,\n    main: "main.py",\n    prots: [8000],\n  });\n}\n',
  });
  await assert.rejects(loading, { code: "UNKNOWN_FIELD", where: `${join(root, "macros.ts")}:7` });
});

test("a field that passes through a macro is found where it is written", async () => {
  const { root, loading } = await load({
    "image.ts":
      'import { web } from "./macros";\n\nexport default web({\n  name: "todost",\n  prots: [8000],\n});\n',
    "macros.ts":
      'import { service } from "cooper";\n' +
      'export const web = (fields: object) => service({ main: "main.py", ...fields });\n',
  });
  await assert.rejects(loading, { code: "UNKNOWN_FIELD", where: `${join(root, "image.ts")}:5` });
});

test("a field that is computed is reported at the call", async () => {
  const { root, loading } = await load({
    "image.ts":
      'import { service } from "cooper";\nconst more = JSON.parse(\'{ "prots": [1] }\');\n' +
      'export default service({ name: "a", main: "main.py", ...more });\n',
  });
  await assert.rejects(loading, { code: "UNKNOWN_FIELD", where: `${join(root, "image.ts")}:3` });
});

test("a base of a workspace comes from defineBase", async () => {
  const { loading } = await load({
    "image.ts":
      'import { defineWorkspace } from "cooper";\nexport default defineWorkspace({\n  bases: [{ name: "media" }],\n});\n',
  });
  await assert.rejects(loading, { code: "BAD_FIELD", message: /^bases\[0\] must be made by defineBase/ });
});

test("a workspace is checked in the same way", async () => {
  const { root, loading } = await load({
    "image.ts":
      'import { defineWorkspace, ghcr } from "cooper";\nexport default defineWorkspace({\n' +
      '  registry: ghcr("me"),\n  platfroms: ["linux/amd64"],\n});\n',
  });
  await assert.rejects(loading, {
    code: "UNKNOWN_FIELD",
    where: `${join(root, "image.ts")}:4`,
    hint: 'Did you mean "platforms"?',
  });
});
