import { sourceDateEpoch } from "../../core/clock.ts";
import { type CommitTimes, commitTimes, type TimeCache } from "./commit-times.ts";

/**
 * Which time stands for "when" in what is built from folders: `SOURCE_DATE_EPOCH` where it is set, else the last commit
 * that touched each, else none. See decision 7 of the architecture.
 */
export async function targetTimes(
  folders: readonly string[],
  cache: TimeCache,
  env: NodeJS.ProcessEnv = process.env,
): Promise<CommitTimes> {
  const epoch = sourceDateEpoch(env);
  if (epoch === undefined) return commitTimes(folders, cache);
  return { times: new Map(folders.map((folder) => [folder, epoch])), shallow: false };
}
