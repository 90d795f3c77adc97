import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileBytes } from "./file-bytes.ts";
import { collect } from "./stream.ts";

test("a file of any size comes whole", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "cooper-"));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, "file");
  for (const size of [0, 1, 256 * 1024, 600_000]) {
    const content = randomBytes(size);
    await writeFile(file, content);
    const copies: Uint8Array[] = [];
    for await (const chunk of fileBytes(file)) copies.push(Uint8Array.from(chunk));
    assert.ok(Buffer.concat(copies).equals(content), `${size} bytes`);
  }
  await assert.rejects(collect(fileBytes(join(folder, "none")), 1), { code: "ENOENT" });
});
