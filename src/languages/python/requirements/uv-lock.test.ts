import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type Choice, folderWith, lockRequest, sha } from "./lock-request.fixture.ts";
import { readAnyLock } from "./read-lock.ts";

const fixtures = fileURLToPath(new URL("./fixtures", import.meta.url));
const read = (choice?: Choice) => readAnyLock(lockRequest(fixtures, "uv.lock", choice));
const names = async (choice?: Choice) =>
  (await read(choice)).packages.map(({ name, version }) => `${name} ${version}`).join(", ");

const common =
  "anyio 4.16.0, certifi 2026.10.18, h11 0.16.0, h2 4.4.1, hpack 4.2.0, httpcore 1.0.9, httpx 0.28.1, hyperframe 6.1.0, idna 3.20";

test("the project's needs on the target, and what these need in turn", async () => {
  assert.equal(await names(), `${common}, iniconfig 1.1.1, local-tool 1.0, typing-extensions 4.16.0`);
});

test("markers choose between the versions of a fork", async () => {
  const onNew = await names({ python: "3.15.0" });
  assert.equal(onNew, `${common}, iniconfig 2.3.1, local-tool 1.0`);
});

test("extras and groups add to it", async () => {
  assert.match(await names({ extras: ["old"] }), /, six 1\.16\.0,/);
  assert.match(await names({ extras: ["NEW"], groups: ["dev"] }), /, six 1\.17\.0, .*wcwidth 0\.9\.4$/);
  await assert.rejects(read({ extras: ["old", "new"] }), { code: "LOCK_CONFLICT" });
  await assert.rejects(read({ extras: ["odl"] }), { code: "UNKNOWN_GROUP", hint: 'Did you mean "old"?' });
});

test("a member of the workspace is chosen by the folder of the target", async () => {
  const directory = join(fixtures, "members/worker");
  assert.equal(await names({ directory }), "sniffio 1.3.1");
  assert.equal(await names({ directory, platform: "linux/arm64" }), "colorama 0.4.6, sniffio 1.3.1");
});

test("files come with URL, hash and line", async () => {
  const { packages, sources } = await read();
  const h11 = packages.find(({ name }) => name === "h11");
  assert.deepEqual(
    h11?.files.map(({ filename }) => filename),
    ["h11-0.16.0-py3-none-any.whl", "h11-0.16.0.tar.gz"],
  );
  assert.match(
    h11?.files[0]?.url ?? "",
    /^https:\/\/files\.index\.example\/packages\/.*\/h11-0\.16\.0-py3-none-any\.whl$/,
  );
  const text = await readFile(join(fixtures, "uv.lock"), "utf8");
  const line = text.split("\n").indexOf('name = "h11"') + 1;
  assert.equal(h11?.where, `uv.lock:${line}`);
  assert.equal(sources.index?.url, "https://index.example/simple");
  const local = packages.find(({ name }) => name === "local-tool");
  assert.equal(local?.indexed, false);
  assert.equal(
    local?.files[0]?.url,
    pathToFileURL(join(fixtures, "wheels/local_tool-1.0-py3-none-any.whl")).href,
  );
});

const project = (dependency: string, rest: string) => `version = 1
requires-python = ">=3.11"
[[package]]
name = "app"
source = { editable = "." }
dependencies = [{ name = "${dependency}" }]
${rest}`;
const dependency = (source: string, files = "") =>
  `[[package]]\nname = "dep"\nversion = "1.0"\nsource = ${source}\n${files}`;

test("what cannot be installed from a lock is an error with its place", async (t) => {
  const wheel = `wheels = [{ url = "https://files.example/dep-1.0-py3-none-any.whl", hash = "${sha("a")}" }]`;
  const cases: [code: string, where: string, text: string][] = [
    ["LOCK_UNSUPPORTED", "uv.lock:8", project("dep", dependency('{ git = "https://host.example/dep" }'))],
    ["LOCK_UNSUPPORTED", "uv.lock:8", project("dep", dependency('{ editable = "libs/dep" }'))],
    [
      "LOCK_WITHOUT_HASHES",
      "uv.lock:8",
      project("dep", dependency('{ registry = "x" }', 'wheels = [{ url = "https://x.example/a" }]')),
    ],
    ["BAD_LOCK", "uv.lock:4", project("other", dependency('{ registry = "x" }', wheel))],
    ["BAD_LOCK", "uv.lock:1", "version = = 1"],
    ["BAD_LOCK", "uv.lock", "version = 9"],
    ["BAD_LOCK", "uv.lock", 'version = 1\nrequires-python = ">=3.11"'],
    ["PYTHON_UNSUPPORTED", "uv.lock", 'version = 1\nrequires-python = ">=3.12"'],
  ];
  for (const [code, where, text] of cases) {
    const root = await folderWith(t, { "uv.lock": text });
    await assert.rejects(readAnyLock(lockRequest(root, "uv.lock")), { code, where }, `${code} ${text}`);
  }
});

test("an extra that the lock does not have brings nothing, whatever it is called", async (t) => {
  const wheel = `wheels = [{ url = "https://files.example/dep-1.0-py3-none-any.whl", hash = "${sha("a")}" }]`;
  const text = project("dep", dependency('{ registry = "x" }', wheel));
  for (const extra of ["none", "constructor", "__proto__"]) {
    const asked = text.replace('{ name = "dep" }', `{ name = "dep", extra = ["${extra}"] }`);
    const root = await folderWith(t, { "uv.lock": asked });
    const { packages } = await readAnyLock(lockRequest(root, "uv.lock"));
    assert.deepEqual(
      packages.map(({ name }) => name),
      ["dep"],
    );
  }
});

test("one version on two indexes: the dependency says which is meant", async (t) => {
  const at = (index: string, digit: string) =>
    dependency(
      `{ registry = "https://${index}.example/simple" }`,
      `wheels = [{ url = "https://${index}.example/dep-1.0-py3-none-any.whl", hash = "${sha(digit)}" }]\n`,
    );
  const extra = (index: string) =>
    `${index} = [{ name = "dep", version = "1.0", source = { registry = "https://${index}.example/simple" } }]`;
  const text = `version = 1
[[package]]
name = "app"
source = { virtual = "." }
[package.optional-dependencies]
${extra("cpu")}
${extra("gpu")}
${at("cpu", "a")}
${at("gpu", "b")}`;
  const root = await folderWith(t, { "uv.lock": text });
  for (const [name, digit] of [["cpu", "a"] as const, ["gpu", "b"] as const]) {
    const { packages } = await readAnyLock(lockRequest(root, "uv.lock", { extras: [name] }));
    assert.deepEqual(
      packages.map(({ hashes }) => [...hashes]),
      [[sha(digit)]],
    );
  }
});

test("direct URLs come from nowhere else", async (t) => {
  const url = "https://files.example/dep-1.0-py3-none-any.whl";
  const text = project(
    "dep",
    dependency(`{ url = "${url}" }`, `wheels = [{ url = "${url}", hash = "${sha("b")}" }]`),
  );
  const root = await folderWith(t, { "uv.lock": text });
  const { packages } = await readAnyLock(lockRequest(root, "uv.lock"));
  assert.deepEqual(
    packages.map(({ indexed, files }) => [indexed, files[0]?.url]),
    [[false, url]],
  );
});
