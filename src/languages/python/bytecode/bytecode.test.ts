import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { collect } from "../../../core/stream.ts";
import { testTools } from "../index/build-tools.fixture.ts";
import { bytecodeOf, type Module } from "./bytecode.ts";
import type { Compiler } from "./compiler.ts";

/** Says what it was asked to compile; `bad` is no valid Python. */
function fakeCompiler(asked: string[]): Compiler {
  return {
    minor: "3.11",
    identity: "fake 1",
    compile: async (modules) =>
      modules.map(({ path, source }) => {
        asked.push(path);
        const text = Buffer.from(source).toString();
        return text === "bad" ? undefined : Buffer.from(`pyc of ${text}`);
      }),
  };
}

function module(path: string, text: string): Module {
  return { path, identity: text, read: async () => Buffer.from(text) };
}

async function setUp(t: TestContext) {
  const tools = await testTools(t);
  const asked: string[] = [];
  const compile = (modules: readonly Module[]) =>
    bytecodeOf({ scope: "//svc", modules, compiler: fakeCompiler(asked), tools });
  const read = async ({
    slice,
  }: {
    slice: { blob: Parameters<typeof tools.blobs.open>[0] } & { offset: number; length: number };
  }) => (await collect(tools.blobs.open(slice.blob, slice), 1000)).toString();
  return { asked, compile, read };
}

test("modules are compiled once; later only those that changed or moved", async (t) => {
  const { asked, compile, read } = await setUp(t);
  await compile([module("/app/a.py", "a"), module("/app/b.py", "b")]);
  const files = await compile([module("/app/a.py", "a"), module("/app/b.py", "B"), module("/app/c.py", "a")]);
  assert.deepEqual(asked, ["/app/a.py", "/app/b.py", "/app/b.py", "/app/c.py"]);
  assert.deepEqual(
    files.map(({ path }) => path),
    ["a", "b", "c"].map((name) => `/app/__pycache__/${name}.cpython-311.pyc`),
  );
  assert.deepEqual(await Promise.all(files.map(read)), ["pyc of a", "pyc of B", "pyc of a"]);
});

test("what is no valid Python has no bytecode, and is not tried again", async (t) => {
  const { asked, compile } = await setUp(t);
  const modules = [module("/app/a.py", "a"), module("/app/template.py", "bad")];
  assert.equal((await compile(modules)).length, 1);
  assert.equal((await compile(modules)).length, 1);
  assert.equal(asked.length, 2);
});
