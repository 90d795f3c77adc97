import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { bytesOf } from "../../../core/stream.ts";
import { digestOf } from "../../../oci/digest.ts";
import { parsePlatform } from "../../../oci/platform.ts";
import type { LockedPackage } from "../requirements/lock.ts";
import { buildSdist } from "./build-sdist.ts";
import { testTools } from "./build-tools.fixture.ts";

const entry: LockedPackage = {
  name: "foo",
  version: "1.0",
  where: "lock.txt:4",
  hashes: new Set(),
  files: [],
  indexed: true,
  accepts: "any",
};

/** Builds foo with a program that stands for Python; `$out` is the folder for the wheel, `$src` the source. */
async function build(t: TestContext, script: string) {
  const tools = await testTools(t);
  const python = join(tools.folder, "python3");
  const lines = [
    "#!/bin/sh",
    `echo "$@" >> ${tools.folder}/calls`,
    'out="$7" src="$8"',
    'mkdir "$out"',
    script,
  ];
  await writeFile(python, lines.join("\n"), { mode: 0o755 });
  const sdist = { filename: "foo-1.0.tar.gz", ...(await tools.blobs.put(bytesOf("the source"))) };
  const target = { python: "3.11.2", platform: parsePlatform("linux/arm64"), libc: undefined };
  const env = { ...tools.env, COOPER_PYTHON: python, PATH: process.env.PATH };
  const request = { entry, sdist, target, tools: { ...tools, env } };
  const calls = async () => (await readFile(join(tools.folder, "calls"), "utf8")).trim().split("\n");
  return { request, calls };
}

test("a pure package is built once, in an environment that does not vary", async (t) => {
  const script =
    'cat "$src" > "$out/foo-1.0-py3-none-any.whl"; printf " $SOURCE_DATE_EPOCH" >> "$out/foo-1.0-py3-none-any.whl"';
  const { request, calls } = await build(t, script);
  const [one, two] = await Promise.all([buildSdist(request), buildSdist(request)]);
  const content = "the source 315532800";
  assert.deepEqual(one, {
    filename: "foo-1.0-py3-none-any.whl",
    digest: digestOf(content),
    size: content.length,
  });
  assert.deepEqual(two, one);
  assert.deepEqual(await buildSdist(request), one);
  const [call, ...more] = await calls();
  assert.match(call ?? "", /^-m pip wheel --no-deps --no-cache-dir --wheel-dir \S+ \S+\/foo-1\.0\.tar\.gz$/);
  assert.deepEqual(more, []);
});

test("what cannot be built or used is an error with its place", async (t) => {
  const cases: [code: string, message: RegExp, script: string][] = [
    [
      "NOT_PURE",
      /foo 1\.0 has compiled parts \(.*linux_x86_64.*no wheel for linux\/arm64/,
      'touch "$out/foo-1.0-cp311-cp311-linux_x86_64.whl"',
    ],
    [
      "SDIST_BUILD_FAILED",
      /foo 1\.0 has no wheel for linux\/arm64, and its source cannot be built here: error: no compiler/,
      "echo 'error: no compiler' >&2; exit 1",
    ],
    ["SDIST_BUILD_FAILED", /gave bar-1\.0-py3-none-any\.whl/, 'touch "$out/bar-1.0-py3-none-any.whl"'],
    ["SDIST_BUILD_FAILED", /gave nothing/, "exit 0"],
    ["NO_PYTHON", /has no pip/, "echo 'python3: No module named pip' >&2; exit 1"],
  ];
  for (const [code, message, script] of cases) {
    const { request } = await build(t, script);
    await assert.rejects(buildSdist(request), { code, message, where: "lock.txt:4", hint: /./ });
  }
});

test("a machine without Python", async (t) => {
  const { request } = await build(t, "exit 0");
  const bare = { ...request.tools, env: { PATH: "/nowhere" } };
  await assert.rejects(buildSdist({ ...request, tools: bare }), {
    code: "NO_PYTHON",
    hint: /COOPER_PYTHON/,
  });
  const wrong = { ...request.tools, env: { COOPER_PYTHON: "/nowhere/python" } };
  await assert.rejects(buildSdist({ ...request, tools: wrong }), {
    code: "NO_PYTHON",
    message: /is no program/,
  });
});
