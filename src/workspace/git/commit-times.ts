import { relative, sep } from "node:path";
import { parentsOf } from "../../core/parents.ts";
import { findRepository, isShallow, type Repository, readHead } from "./repository.ts";

/** Keeps what git said, so that git is not asked again while HEAD and the folders are the same. */
export interface TimeCache {
  get<T>(kind: string, key: string): Promise<T | undefined>;
  set(kind: string, key: string, value: unknown): Promise<void>;
}

/** When folders were last committed to. */
export interface CommitTimes {
  /** Seconds since 1970 of the last commit that touched a folder, by its absolute path; absent where none did. */
  readonly times: ReadonlyMap<string, number>;
  /** Whether the clone is shallow: then a time may be that of the oldest commit at hand instead of the true one. */
  readonly shallow: boolean;
}

/**
 * When folders of one repository were last committed to. Asks git at most once for all of them, and not at all where
 * `cache` remembers the answer. Outside a repository and before its first commit, no folder has a time.
 */
export async function commitTimes(folders: readonly string[], cache: TimeCache): Promise<CommitTimes> {
  const repository = folders[0] === undefined ? undefined : findRepository(folders[0]);
  const head = repository && readHead(repository);
  if (!repository || !head) return { times: new Map(), shallow: false };
  const shallow = isShallow(repository);
  const sorted = [...folders].sort();
  const key = JSON.stringify([head, shallow, repository.directory, sorted]);
  const known = await cache.get<[string, number][]>("commit-times", key);
  if (known) return { times: new Map(known), shallow };
  const times = await askGit(repository, sorted);
  await cache.set("commit-times", key, [...times]);
  return { times, shallow };
}

/**
 * Every commit is looked at (`--full-history`): the shorter history that git shows by default depends on the set of
 * folders, so that a new service could change the time of another.
 */
const logOptions = [
  "--full-history",
  "--no-diff-merges",
  "--no-renames",
  "--no-show-signature",
  "--name-only",
  "--format=%x00%ct",
];

/** Reads the log, newest first, until every folder has been seen. */
async function askGit({ directory }: Repository, folders: readonly string[]): Promise<Map<string, number>> {
  const { gitLines } = await import("./git-lines.ts");
  const waiting = new Map(
    folders.map((folder) => [relative(directory, folder).replaceAll(sep, "/"), folder]),
  );
  const times = new Map<string, number>();
  let time = 0;
  const paths = [...waiting.keys()].map((path) => path || ".");
  for await (const line of gitLines(["log", ...logOptions, "--", ...paths], directory)) {
    if (line.startsWith("\0")) {
      time = Number(line.slice(1));
      continue;
    }
    for (const parent of [...parentsOf(line), ""]) {
      const folder = waiting.get(parent);
      if (folder === undefined) continue;
      times.set(folder, time);
      waiting.delete(parent);
    }
    if (waiting.size === 0) break;
  }
  return times;
}
