import { randomBytes } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { codeOf } from "./error.ts";

/** A path beside another one, for what is not whole yet. It tells which process writes it. */
export function draftFor(path: string): string {
  return `${path}.${process.pid}.${randomBytes(6).toString("hex")}.tmp`;
}

/** The path that a draft is for; any other path as it is. */
export function pathBehind(path: string): string {
  return path.replace(/\.\d+\.[0-9a-f]{12}\.tmp$/, "");
}

/**
 * Removes the drafts of a path whose processes are gone: nobody cleans up after SIGKILL. Not for what machines or
 * containers share, since they do not see each other's processes.
 */
export async function sweepDrafts(path: string): Promise<void> {
  const folder = dirname(path);
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.startsWith(`${basename(path)}.`)) continue;
    const pid = /^\.(\d+)\.[0-9a-f]{12}\.tmp(\.old)?$/.exec(name.slice(basename(path).length))?.[1];
    if (pid !== undefined && !isAlive(Number(pid)))
      await rm(join(folder, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // One of another user cannot be signalled, but lives.
    return codeOf(error) !== "ESRCH";
  }
}
