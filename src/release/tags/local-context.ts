import { tryRun } from "../../core/process.ts";
import type { GitContext } from "../../workspace/git/git-context.ts";
import { findRepository } from "../../workspace/git/repository.ts";
import { webAddress } from "../../workspace/git/web-address.ts";

/** What the repository round a folder says; nothing outside of one. Changes count where they are in the folder. */
export async function localContext(root: string): Promise<GitContext | undefined> {
  if (!findRepository(root)) return undefined;
  const ask = async (...args: string[]) => {
    const { status, stdout } = await tryRun("git", args, {
      cwd: root,
      hint: "Install git, or name tags with --tag.",
    });
    return status === 0 ? stdout.trim() : "";
  };
  const [commit, branch, tags, changes, head, remote] = await Promise.all([
    ask("rev-parse", "--verify", "--quiet", "HEAD"),
    ask("symbolic-ref", "--quiet", "--short", "HEAD"),
    ask("tag", "--points-at", "HEAD", "--sort=refname"),
    ask("status", "--porcelain", "--", "."),
    ask("symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD"),
    ask("remote", "get-url", "origin"),
  ]);
  return {
    source: "git",
    commit: commit || undefined,
    branch: branch || undefined,
    tags: tags.split("\n").filter((tag) => tag !== ""),
    mainBranch: head.replace(/^origin\//, "") || undefined,
    dirty: changes !== "",
    url: webAddress(remote),
  };
}
