import type { GitContext } from "../../../workspace/git/git-context.ts";
import { webAddress } from "../../../workspace/git/web-address.ts";

/** Source: GitLab, "Predefined CI/CD variables". A pipeline is for a branch, a tag, a merge request or, of sources on GitHub, a pull request. */
export function gitlabContext(env: NodeJS.ProcessEnv): GitContext {
  const request = Number(env.CI_MERGE_REQUEST_IID || env.CI_EXTERNAL_PULL_REQUEST_IID || Number.NaN);
  const isRequest = Number.isSafeInteger(request);
  return {
    source: "gitlab",
    commit: env.CI_COMMIT_SHA || undefined,
    branch: isRequest ? undefined : env.CI_COMMIT_BRANCH || undefined,
    tags: env.CI_COMMIT_TAG && !isRequest ? [env.CI_COMMIT_TAG] : [],
    pullRequest: isRequest ? request : undefined,
    mainBranch: env.CI_DEFAULT_BRANCH || undefined,
    dirty: false,
    url: webAddress(env.CI_PROJECT_URL),
  };
}
