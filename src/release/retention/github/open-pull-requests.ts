import type { GithubApi } from "./github-api.ts";

/** Numbers of the open pull requests of a repository, `owner/name`. */
export async function openPullRequests(github: GithubApi, name: string): Promise<ReadonlySet<number>> {
  const [owner = "", repo = ""] = name.split("/");
  const listed = await github.paginate("GET /repos/{owner}/{repo}/pulls", {
    owner,
    repo,
    state: "open",
    per_page: 100,
  });
  return new Set(listed.map(({ number }) => number));
}
