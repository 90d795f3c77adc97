import { tryRun } from "../../core/process.ts";
import { findRepository } from "./repository.ts";

/** The full id of the last commit that touched a folder; nothing outside of a repository and before the first one. */
export async function lastCommit(folder: string): Promise<string | undefined> {
  if (!findRepository(folder)) return undefined;
  const { status, stdout } = await tryRun("git", ["log", "-1", "--format=%H", "--", "."], { cwd: folder });
  return status === 0 ? stdout.trim() || undefined : undefined;
}
