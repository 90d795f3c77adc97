import { execFileSync } from "node:child_process";
import { makeFolder, writeFiles } from "../workspace.fixture.ts";

/** Commits at a given time, untouched by the configuration of the machine. */
export function gitIn(root: string) {
  const run = (args: readonly string[], time = 0) =>
    execFileSync("git", [...args], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      env: {
        PATH: process.env.PATH,
        GIT_CONFIG_GLOBAL: "/dev/null",
        GIT_CONFIG_NOSYSTEM: "1",
        GIT_AUTHOR_NAME: "a",
        GIT_AUTHOR_EMAIL: "a@example.com",
        GIT_AUTHOR_DATE: `@${time} +0000`,
        GIT_COMMITTER_NAME: "a",
        GIT_COMMITTER_EMAIL: "a@example.com",
        GIT_COMMITTER_DATE: `@${time} +0000`,
      },
    }).trim();
  return {
    run,
    /** Writes files and commits all there is. */
    async commit(time: number, files: Readonly<Record<string, string>>): Promise<string> {
      await writeFiles(root, files);
      run(["add", "--all"]);
      run(["commit", "--quiet", "--message", "x"], time);
      return run(["rev-parse", "HEAD"]);
    },
  };
}

export async function makeRepository() {
  const root = await makeFolder();
  const git = gitIn(root);
  git.run(["init", "--quiet", "--initial-branch", "main"]);
  return { root, git };
}
