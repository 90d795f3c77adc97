import type { GitContext } from "../../../workspace/git/git-context.ts";
import { buildkiteContext } from "./buildkite.ts";
import { circleciContext } from "./circleci.ts";
import { type GithubEvent, githubContext } from "./github.ts";
import { gitlabContext } from "./gitlab.ts";

/** What a CI service says is being built, from its environment; nothing where none is known here. */
export function ciContext(env: NodeJS.ProcessEnv, event?: GithubEvent): GitContext | undefined {
  if (env.GITHUB_ACTIONS === "true") return githubContext(env, event);
  if (env.GITLAB_CI === "true") return gitlabContext(env);
  if (env.CIRCLECI === "true") return circleciContext(env);
  return env.BUILDKITE === "true" ? buildkiteContext(env) : undefined;
}
