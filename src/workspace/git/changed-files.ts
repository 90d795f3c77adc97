import { join } from "node:path";
import { UsageError } from "../../core/error.ts";
import { type RunResult, tryRun } from "../../core/process.ts";
import { findRepository, isShallow, type Repository } from "./repository.ts";

/** Tried in this order where nobody says since when. */
const usualBranches = ["origin/HEAD", "origin/main", "origin/master", "main", "master"];

/** What has changed, and compared with what. */
export interface Changes {
  /** The commit compared with: where this branch left `since`. */
  readonly base: string;
  /** Absolute paths, sorted: changed in commits, in the index or in the work tree, deleted, or new and not ignored. */
  readonly files: readonly string[];
}

/**
 * What has changed since this branch left another (`since`, by default the repository's main branch). Throws
 * `NOT_A_REPOSITORY`, `BAD_REVISION` or `SHALLOW_CLONE`.
 */
export async function changedFiles(directory: string, since?: string): Promise<Changes> {
  const repository = findRepository(directory);
  if (!repository) throw notARepository(directory);
  const revision = await resolveRevision(repository, since);
  const base = await mergeBase(repository, revision);
  const compared = ["diff", "--name-only", "--no-renames", "--no-relative", "-z", base];
  const lists = await Promise.all([
    git(repository, compared),
    git(repository, ["ls-files", "--others", "--exclude-standard", "-z"]),
  ]);
  const names = lists.flatMap(({ stdout }) => stdout.split("\0").filter(Boolean));
  return { base, files: [...new Set(names.map((name) => join(repository.directory, name)))].sort() };
}

function git({ directory }: Repository, args: readonly string[]): Promise<RunResult> {
  return tryRun("git", args, { cwd: directory, hint: "Install git: --affected asks it what has changed." });
}

async function resolveRevision(repository: Repository, since: string | undefined): Promise<string> {
  for (const name of since === undefined ? usualBranches : [since]) {
    const { stdout, status } = await git(repository, [
      "rev-parse",
      "--verify",
      "--quiet",
      "--end-of-options",
      `${name}^{commit}`,
    ]);
    if (status === 0) return stdout.trim();
  }
  throw badRevision(repository, since);
}

async function mergeBase(repository: Repository, revision: string): Promise<string> {
  const { stdout, status } = await git(repository, ["merge-base", revision, "HEAD"]);
  if (status === 0) return stdout.trim();
  if (isShallow(repository)) throw shallowClone(repository);
  throw new UsageError("this branch and the one it is compared with share no commit", {
    code: "BAD_REVISION",
    where: repository.directory,
    hint: "Name another one with --since.",
  });
}

function notARepository(directory: string): UsageError {
  return new UsageError("this folder is in no git repository", {
    code: "NOT_A_REPOSITORY",
    where: directory,
    hint: "--affected asks git what has changed. Name the images to build instead, or //... for all.",
  });
}

function badRevision(repository: Repository, since: string | undefined): UsageError {
  if (isShallow(repository)) return shallowClone(repository);
  const message = since ? `git knows no revision "${since}"` : `none of ${usualBranches.join(", ")} exists`;
  return new UsageError(message, {
    code: "BAD_REVISION",
    where: repository.directory,
    hint: "Name a branch, tag or commit with --since; `git fetch` brings those of the server.",
  });
}

function shallowClone(repository: Repository): UsageError {
  return new UsageError("the clone is shallow: the commit this branch began at is not in it", {
    code: "SHALLOW_CLONE",
    where: repository.directory,
    hint: "Run `git fetch --unshallow`, or let the CI clone everything (GitHub: `fetch-depth: 0`).",
  });
}
