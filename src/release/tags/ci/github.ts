import type { GitContext } from "../../../workspace/git/git-context.ts";
import { webAddress } from "../../../workspace/git/web-address.ts";
import { queuedRequest } from "./merge-queue.ts";

/** What cooper reads of the event that started a workflow. Source: GitHub, "Webhook events and payloads". */
export interface GithubEvent {
  readonly number?: unknown;
  readonly pull_request?: { readonly number?: unknown } | undefined;
  readonly repository?: { readonly default_branch?: unknown } | undefined;
}

/**
 * Source: GitHub, "Variables reference". In a run for a pull request the ref is `refs/pull/123/merge`, save for
 * `pull_request_target`, whose ref is the branch that the request is for. In a merge queue it is a branch of its own.
 */
export function githubContext(env: NodeJS.ProcessEnv, event: GithubEvent | undefined): GitContext {
  const { GITHUB_REF: ref = "", GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = env;
  const [, kind, name = ""] = /^refs\/(heads|tags)\/(.+)$/.exec(ref) ?? [];
  const request = pullRequest(env, event) ?? (kind === "heads" ? queuedRequest(name) : undefined);
  const main = event?.repository?.default_branch;
  return {
    source: "github",
    commit: env.GITHUB_SHA || undefined,
    branch: kind === "heads" && request === undefined ? name : undefined,
    tags: kind === "tags" && request === undefined ? [name] : [],
    pullRequest: request,
    mainBranch: typeof main === "string" ? main : undefined,
    dirty: false,
    url: server && repository ? webAddress(`${server}/${repository}`) : undefined,
  };
}

function pullRequest(env: NodeJS.ProcessEnv, event: GithubEvent | undefined): GitContext["pullRequest"] {
  const fromRef = /^refs\/pull\/(\d+)\//.exec(env.GITHUB_REF ?? "")?.[1];
  if (fromRef === undefined && !env.GITHUB_EVENT_NAME?.startsWith("pull_request")) return undefined;
  const number = Number(fromRef ?? event?.pull_request?.number ?? event?.number);
  return Number.isSafeInteger(number) ? number : "unknown";
}
