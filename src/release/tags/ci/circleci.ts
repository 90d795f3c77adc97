import type { GitContext } from "../../../workspace/git/git-context.ts";
import { webAddress } from "../../../workspace/git/web-address.ts";
import { queuedRequest } from "./merge-queue.ts";

/**
 * Source: CircleCI, "Project values and variables". `CIRCLE_PULL_REQUEST` is an address; of forks there is
 * `CIRCLE_PR_NUMBER`, and their branch is called `pull/123`.
 */
export function circleciContext(env: NodeJS.ProcessEnv): GitContext {
  const { CIRCLE_TAG: tag, CIRCLE_BRANCH: branch } = env;
  const request = pullRequest(env);
  return {
    source: "circleci",
    commit: env.CIRCLE_SHA1 || undefined,
    branch: tag || request !== undefined ? undefined : branch || undefined,
    tags: tag && request === undefined ? [tag] : [],
    pullRequest: request,
    dirty: false,
    url: webAddress(env.CIRCLE_REPOSITORY_URL),
  };
}

function pullRequest(env: NodeJS.ProcessEnv): number | undefined {
  const texts = [env.CIRCLE_PR_NUMBER, env.CIRCLE_PULL_REQUEST, env.CIRCLE_BRANCH];
  const patterns = [/^(\d+)$/, /\/(\d+)$/, /^pull\/(\d+)/];
  const found = texts.map((text, i) => patterns[i]?.exec(text ?? "")?.[1]).find(Boolean);
  return found === undefined ? queuedRequest(env.CIRCLE_BRANCH) : Number(found);
}
