import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { test } from "node:test";
import { draftFor, sweepDrafts } from "./draft.ts";

test("drafts of processes that are gone are swept, and nothing else", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "cooper-"));
  t.after(() => rm(folder, { recursive: true }));
  const path = join(folder, "image.tar");
  const { pid } = spawnSync(process.execPath, ["--version"]);
  const gone = draftFor(path).replace(`.${process.pid}.`, `.${pid}.`);
  const kept = [
    draftFor(path),
    path,
    `${path}.tmp`,
    `${path}.1.tmp`,
    gone.replace("image", "other"),
    `${gone}.gz`,
  ];
  for (const file of [gone, ...kept]) await writeFile(file, "");
  await mkdir(join(`${gone}.old`, "blobs"), { recursive: true });
  await sweepDrafts(path);
  assert.deepEqual((await readdir(folder)).sort(), kept.map((file) => basename(file)).sort());
  await sweepDrafts(join(folder, "missing", "image.tar"));
});
