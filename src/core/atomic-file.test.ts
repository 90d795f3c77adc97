import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { writeFileAtomic } from "./atomic-file.ts";
import type { Bytes } from "./stream.ts";

const folder = await mkdtemp(join(tmpdir(), "cooper-atomic-"));
after(() => rm(folder, { recursive: true }));

test("writes text, bytes and streams, and makes the folder", async () => {
  const path = join(folder, "deep", "er", "file");
  async function* stream(): Bytes {
    yield Buffer.from("a");
    yield Buffer.from("b");
  }
  for (const [content, expected] of [
    ["text", "text"],
    [Buffer.from("bytes"), "bytes"],
    [stream(), "ab"],
  ] as const) {
    await writeFileAtomic(path, content);
    assert.equal(await readFile(path, "utf8"), expected);
  }
});

test("a stream that fails leaves the old file and no draft", async () => {
  const path = join(folder, "failing");
  await writeFileAtomic(path, "old");
  async function* stream(): Bytes {
    yield Buffer.from("new");
    throw new Error("lost");
  }
  await assert.rejects(writeFileAtomic(path, stream()), /lost/);
  assert.equal(await readFile(path, "utf8"), "old");
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.includes(".tmp")),
    [],
  );
});

test("many writers at once leave one whole file", async () => {
  const path = join(folder, "contended");
  const texts = Array.from({ length: 20 }, (_, i) => String(i).repeat(10_000));
  await Promise.all(texts.map((text) => writeFileAtomic(path, text)));
  assert.ok(texts.includes(await readFile(path, "utf8")));
});

test("a secret can be kept from others", async () => {
  const path = join(folder, "secret");
  await writeFileAtomic(path, "s", { mode: 0o600 });
  assert.equal((await stat(path)).mode & 0o777, 0o600);
});
