import { randomBytes } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
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
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${randomBytes(6).toString("hex")}.tmp`;
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
