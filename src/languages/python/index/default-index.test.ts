import assert from "node:assert/strict";
import { readFile, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { testTools } from "./build-tools.fixture.ts";
import { defaultIndex } from "./default-index.ts";

/** A machine whose PATH has only these programs. */
async function machine(t: TestContext, programs: Readonly<Record<string, string>>) {
  const tools = await testTools(t);
  for (const [name, script] of Object.entries(programs)) {
    const text = `#!/bin/sh\necho called >> ${tools.folder}/calls\n${script}\n`;
    await writeFile(join(tools.folder, name), text, { mode: 0o755 });
  }
  return { ...tools, env: { ...tools.env, PATH: tools.folder } };
}

test("pip is asked once, and again when it has changed", async (t) => {
  const tools = await machine(t, { python3: "echo https://pip.example/simple" });
  const python = join(tools.folder, "python3");
  const expected = { url: "https://pip.example/simple", origin: `the default of pip (${python})` };
  assert.deepEqual(await defaultIndex(tools), expected);
  assert.deepEqual(await defaultIndex(tools), expected);
  const calls = () => readFile(join(tools.folder, "calls"), "utf8");
  assert.equal(await calls(), "called\n");
  await utimes(python, 1, 1);
  await defaultIndex(tools);
  assert.equal(await calls(), "called\ncalled\n");
});

test("uv is asked where there is no pip", async (t) => {
  const tools = await machine(t, {
    python3: "exit 1",
    uv: "echo '  The default package index (by default: <https://uv.example/simple>) [env: UV_DEFAULT_INDEX=]'",
  });
  assert.equal((await defaultIndex(tools)).url, "https://uv.example/simple");
});

test("without either, the error says what to set", async (t) => {
  const tools = await machine(t, { python3: "echo not a URL" });
  await assert.rejects(defaultIndex(tools), { code: "NO_INDEX", hint: /PIP_INDEX_URL/ });
});
