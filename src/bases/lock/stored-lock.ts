import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomic } from "../../core/atomic-file.ts";
import { codeOf } from "../../core/error.ts";
import { formatLock } from "./format-lock.ts";
import { type LockFile, lockFileName } from "./lock-file.ts";
import { parseLock } from "./parse-lock.ts";

/** The lock file of the workspace at `root`; nothing where there is none yet. Fails with `BAD_LOCK`. */
export async function readLock(root: string): Promise<LockFile | undefined> {
  const file = join(root, lockFileName);
  try {
    return parseLock(await readFile(file, "utf8"), file);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Writes the lock file of the workspace at `root`, whole or not at all. */
export async function writeLock(root: string, lock: LockFile): Promise<void> {
  await writeFileAtomic(join(root, lockFileName), formatLock(lock));
}

/** Whether the file of a workspace is what {@link writeLock} would write: nothing added, nothing taken out. */
export async function isAsWritten(root: string, lock: LockFile): Promise<boolean> {
  return (await readFile(join(root, lockFileName), "utf8")) === formatLock(lock);
}
