import { CooperError } from "../../core/error.ts";
import { type RunResult, tryRun } from "../../core/process.ts";
import type { GitContext } from "../../workspace/git/git-context.ts";
import { findRepository } from "../../workspace/git/repository.ts";
import { webAddress } from "../../workspace/git/web-address.ts";

/**
 * What the repository round a folder says; nothing outside of one. Changes count where they are in the folder. Fails with
 * `GIT_FAILED` where git cannot tell whether there are any.
 */
export async function localContext(root: string): Promise<GitContext | undefined> {
  if (!findRepository(root)) return undefined;
  const ask = async (...args: string[]) => {
    const { status, stdout } = await git(root, args);
    return status === 0 ? stdout.trim() : "";
  };
  const [commit, branch, tags, dirty, head, remote] = await Promise.all([
    ask("rev-parse", "--verify", "--quiet", "HEAD"),
    ask("symbolic-ref", "--quiet", "--short", "HEAD"),
    ask("tag", "--points-at", "HEAD", "--sort=refname"),
    isDirty(root),
    ask("symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD"),
    ask("remote", "get-url", "origin"),
  ]);
  return {
    source: "git",
    commit: commit || undefined,
    branch: branch || undefined,
    tags: tags.split("\n").filter((tag) => tag !== ""),
    mainBranch: head.replace(/^origin\//, "") || undefined,
    dirty,
    url: webAddress(remote),
  };
}

function git(root: string, args: readonly string[]): Promise<RunResult> {
  return tryRun("git", args, { cwd: root, hint: "Install git, or name tags with --tag." });
}

/** New files count as well, whatever the user's configuration hides. */
const statusCommand = ["status", "--porcelain", "--untracked-files=normal", "--ignore-submodules=none"];

async function isDirty(root: string): Promise<boolean> {
  const { status, stdout, stderr } = await git(root, [...statusCommand, "--", "."]);
  if (status === 0) return stdout.trim() !== "";
  throw new CooperError(`git cannot say what has changed: ${stderr.trim()}`, {
    code: "GIT_FAILED",
    where: root,
    hint: "Mend git here: what no commit has must not be published as if it were one.",
  });
}
