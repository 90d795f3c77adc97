import { renameSync, rmSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { codeOf } from "../core/error.ts";
import { listFiles, type StoredFile } from "./inventory.ts";
import type { Layout } from "./layout.ts";

/**
 * Removes a blob, unless somebody has asked for it since it was listed: then it stays, and the answer is false. Between
 * a look at the time of last use and a removal another process could ask for the blob; so it is set aside first, where
 * nobody can mark it any more, then looked at. A process that misses it in that moment takes it back.
 */
export function removeUnlessUsed(layout: Layout, { path, used }: StoredFile): boolean {
  const aside = join(layout.trash, basename(path));
  move(path, aside);
  if (statSync(aside, { throwIfNoEntry: false })?.mtimeMs === used) {
    rmSync(aside, { force: true });
    return true;
  }
  move(aside, path);
  return false;
}

/** Puts back what a gc that was killed had set aside. */
export function restoreTrash(layout: Layout): void {
  for (const { path } of listFiles(layout.trash)) move(path, join(layout.blobs, basename(path)));
}

function move(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
  }
}
