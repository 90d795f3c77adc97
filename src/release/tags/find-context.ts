import { readFile } from "node:fs/promises";
import type { GitContext } from "../../workspace/git/git-context.ts";
import { ciContext } from "./ci/ci-context.ts";
import type { GithubEvent } from "./ci/github.ts";
import { localContext } from "./local-context.ts";

/** What is being built: as the CI service says, else as the repository round `root` does; nothing outside of both. */
export async function findContext(root: string, env: NodeJS.ProcessEnv): Promise<GitContext | undefined> {
  const ci = ciContext(env, await githubEvent(env));
  if (ci?.commit) return ci;
  const local = await localContext(root);
  return ci ? { ...ci, commit: local?.commit } : local;
}

/** The event of GitHub tells the main branch, and the number of some pull requests. Without it there is less to know. */
async function githubEvent({ GITHUB_EVENT_PATH: path }: NodeJS.ProcessEnv): Promise<GithubEvent | undefined> {
  if (!path) return undefined;
  try {
    return JSON.parse(await readFile(path, "utf8")) as GithubEvent;
  } catch {
    return undefined;
  }
}
