import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { draftFor, sweepDrafts } from "../../core/draft.ts";
import { makeFolder } from "../../core/make-folder.ts";
import { outputNames } from "../../store/output-folder.ts";

/**
 * Fills a folder whole or not at all. An image layout that is there already is replaced; anything else is somebody's
 * work and fails with `OUTPUT_EXISTS` before anything is written.
 */
export async function replaceFolder(folder: string, fill: (draft: string) => Promise<void>): Promise<void> {
  const target = resolve(folder);
  const there = await outputNames(target);
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
