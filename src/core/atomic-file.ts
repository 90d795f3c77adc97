import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { draftFor } from "./draft.ts";
import { makeFolder } from "./make-folder.ts";
import type { Bytes } from "./stream.ts";

/**
 * Writes a file whole or not at all: a reader sees the old bytes or the new ones, also after a crash. A stream that
 * fails leaves the old file, and nothing else.
 */
export async function writeFileAtomic(
  path: string,
  content: string | Uint8Array | Bytes,
  options: { mode?: number } = {},
): Promise<void> {
  makeFolder(dirname(path));
  const draft = draftFor(path);
  try {
    const file = await open(draft, "wx", options.mode ?? 0o644);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
