import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type Choice, folderWith, lockRequest } from "./lock-request.fixture.ts";
import { lockFormat, readAnyLock } from "./read-lock.ts";

const fixtures = fileURLToPath(new URL("./fixtures", import.meta.url));

test("a pylock.toml as uv writes it", async () => {
  const { packages, sources } = await readAnyLock(lockRequest(fixtures, "pylock.toml"));
  const names = packages.map(({ name, version }) => `${name} ${version}`).join(", ");
  assert.equal(
    names,
    "anyio 4.16.0, certifi 2026.10.18, h11 0.16.0, h2 4.4.1, hpack 4.2.0, httpcore 1.0.9, httpx 0.28.1, hyperframe 6.1.0, idna 3.20, iniconfig 1.1.1, local-tool 1.0, six 1.17.0, typing-extensions 4.16.0, wcwidth 0.9.4",
  );
  assert.equal(sources.index?.url, "https://index.example/simple");
  const local = packages.find(({ name }) => name === "local-tool");
  assert.equal(
    local?.files[0]?.url,
    pathToFileURL(join(fixtures, "wheels/local_tool-1.0-py3-none-any.whl")).href,
  );
});

const wheel = (name: string) =>
  `wheels = [{ name = "${name}-1.0-py3-none-any.whl", hashes = { sha256 = "${"a".repeat(64)}" } }]`;
const entry = (name: string, rest: string) => `[[packages]]\nname = "${name}"\nversion = "1.0"\n${rest}\n`;
const text = `lock-version = "1.0"
requires-python = ">=3.11"
environments = ["sys_platform == 'linux'", "sys_platform == 'darwin'"]
extras = ["fast", "slow_one"]
dependency-groups = ["default", "dev"]
default-groups = ["default"]
created-by = "hand"
${entry("always", wheel("always"))}
${entry("Quick_One", `marker = "'fast' in extras"\n${wheel("quick_one")}`)}
${entry("tool", `marker = "'dev' in dependency_groups"\n${wheel("tool")}`)}
${entry("usual", `marker = "'default' in dependency_groups"\n${wheel("usual")}`)}
${entry("windows", `marker = "sys_platform == 'win32'"\n${wheel("windows")}`)}
`;

test("extras, groups and markers choose", async (t) => {
  const root = await folderWith(t, { "pylock.api.toml": text });
  const names = async (choice: Choice) =>
    (await readAnyLock(lockRequest(root, "pylock.api.toml", choice))).packages
      .map(({ name }) => name)
      .join(" ");
  assert.equal(await names({}), "always usual");
  assert.equal(await names({ extras: ["fast", "Slow-One"] }), "always quick-one usual");
  assert.equal(await names({ groups: ["dev"] }), "always tool usual");
  await assert.rejects(names({ groups: ["dve"] }), { code: "UNKNOWN_GROUP", hint: 'Did you mean "dev"?' });
});

test("what cannot be installed is an error with its place", async (t) => {
  const head = 'lock-version = "1.0"\ncreated-by = "hand"\n';
  const hashes = `hashes = { sha256 = "${"a".repeat(64)}" }`;
  const cases: [code: string, where: string, text: string][] = [
    ["LOCK_UNSUPPORTED", "pylock.toml:4", `${head}${entry("a", 'vcs = { type = "git", url = "x" }')}`],
    ["LOCK_UNSUPPORTED", "pylock.toml:4", `${head}${entry("a", 'directory = { path = "." }')}`],
    [
      "LOCK_WITHOUT_HASHES",
      "pylock.toml:4",
      `${head}${entry("a", 'sdist = { url = "https://x.example/a-1.0.tar.gz", hashes = { md5 = "00" } }')}`,
    ],
    ["BAD_LOCK", "pylock.toml:4", `${head}${entry("a", "")}`],
    ["BAD_LOCK", "pylock.toml", 'lock-version = "2.0"\npackages = []'],
    ["BAD_LOCK", "pylock.toml", `environments = ["sys_platform == 'win32'"]\n${head}packages = []`],
    ["PYTHON_UNSUPPORTED", "pylock.toml", `requires-python = ">=3.12"\n${head}packages = []`],
    [
      "PYTHON_UNSUPPORTED",
      "pylock.toml:4",
      `${head}${entry("a", `requires-python = "<3"\nsdist = { url = "https://x.example/a-1.0.tar.gz", ${hashes} }`)}`,
    ],
  ];
  for (const [code, where, content] of cases) {
    const root = await folderWith(t, { "pylock.toml": content });
    await assert.rejects(readAnyLock(lockRequest(root, "pylock.toml")), { code, where }, content);
  }
});

test("an archive comes from its own place, its version from its name", async (t) => {
  const archive = `archive = { url = "https://x.example/a-1.5.tar.gz", hashes = { sha256 = "${"b".repeat(64)}" } }`;
  const root = await folderWith(t, {
    "pylock.toml": `lock-version = "1.0"\n[[packages]]\nname = "a"\n${archive}`,
  });
  const { packages } = await readAnyLock(lockRequest(root, "pylock.toml"));
  assert.deepEqual(
    packages.map(({ version, indexed }) => [version, indexed]),
    [["1.5", false]],
  );
});

test("the format of a lock is told by name, else by content", async (t) => {
  const root = await folderWith(t, {
    "uv.lock": "",
    "pylock.toml": "",
    "pylock.x.toml": "",
    "requirements_lock.txt": "[[package]]",
    one: 'lock-version = "1.0"',
    two: "version = 1\n[[package]]\n",
    three: "a==1",
  });
  const formats = await Promise.all(
    ["uv.lock", "pylock.toml", "pylock.x.toml", "requirements_lock.txt", "one", "two", "three"].map((name) =>
      lockFormat(join(root, name)),
    ),
  );
  assert.deepEqual(formats, ["uv", "pylock", "pylock", "requirements", "pylock", "uv", "requirements"]);
});
