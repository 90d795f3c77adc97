/**
 * The pull request whose turn it is, from the branch that GitHub's merge queue makes for a while: such as
 * `gh-readonly-queue/main/pr-7-0a1b2c3`. Source: GitHub, "Managing a merge queue".
 */
export function queuedRequest(branch: string | undefined): number | undefined {
  const number = /^gh-readonly-queue\/.+\/pr-(\d+)-[0-9a-f]+$/.exec(branch ?? "")?.[1];
  return number === undefined ? undefined : Number(number);
}
