import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { draftFor, sweepDrafts } from "../../core/draft.ts";
import { CooperError, codeOf } from "../../core/error.ts";
import { makeFolder } from "../../core/make-folder.ts";

/**
 * Fills a folder whole or not at all. An image layout that is there already is replaced; anything else is somebody's
 * work and fails with `OUTPUT_EXISTS` before anything is written.
 */
export async function replaceFolder(folder: string, fill: (draft: string) => Promise<void>): Promise<void> {
  const target = resolve(folder);
  const there = await namesIn(target);
  if (there?.length && !there.includes("oci-layout")) throw occupied(folder);
  await sweepDrafts(target);
  const draft = draftFor(target);
  try {
    makeFolder(dirname(target));
    await mkdir(draft);
    await fill(draft);
    if (there?.length) await swap(draft, target);
    else await rename(draft, target);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Leaves the old folder under the name of the draft, to be removed. */
async function swap(draft: string, target: string): Promise<void> {
  const old = `${draft}.old`;
  await rename(target, old);
  await rename(draft, target);
  await rename(old, draft);
}

async function namesIn(folder: string): Promise<string[] | undefined> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    if (codeOf(error) === "ENOTDIR") throw occupied(folder);
    throw error;
  }
}

function occupied(folder: string): CooperError {
  return new CooperError("something that is not an image layout is there already", {
    code: "OUTPUT_EXISTS",
    where: folder,
    hint: "Remove it or write to another folder.",
  });
}
