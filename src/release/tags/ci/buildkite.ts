import type { GitContext } from "../../../workspace/git/git-context.ts";
import { webAddress } from "../../../workspace/git/web-address.ts";
import { queuedRequest } from "./merge-queue.ts";

/**
 * Source: Buildkite, "Environment variables". `BUILDKITE_PULL_REQUEST` is a number or `false`, `BUILDKITE_COMMIT` may be
 * `HEAD`, and the branch of a build for a tag is called like the tag.
 */
export function buildkiteContext(env: NodeJS.ProcessEnv): GitContext {
  const { BUILDKITE_TAG: tag, BUILDKITE_COMMIT: commit, BUILDKITE_PULL_REQUEST: request } = env;
  const number = /^\d+$/.test(request ?? "") ? Number(request) : queuedRequest(env.BUILDKITE_BRANCH);
  return {
    source: "buildkite",
    commit: commit && commit !== "HEAD" ? commit : undefined,
    branch: tag || number !== undefined ? undefined : env.BUILDKITE_BRANCH || undefined,
    tags: tag && number === undefined ? [tag] : [],
    pullRequest: number,
    mainBranch: env.BUILDKITE_PIPELINE_DEFAULT_BRANCH || undefined,
    dirty: false,
    url: webAddress(env.BUILDKITE_REPO),
  };
}
