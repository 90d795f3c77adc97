import type { GithubApi } from "./github-api.ts";

/** Numbers of the open pull requests of a repository, `owner/name`. */
export async function openPullRequests(api: GithubApi, repository: string): Promise<ReadonlySet<number>> {
  const path = `/repos/${repository.split("/").map(encodeURIComponent).join("/")}/pulls?state=open`;
  const listed = await Array.fromAsync(api.list<{ readonly number: number }>(path));
  return new Set(listed.map(({ number }) => number));
}
