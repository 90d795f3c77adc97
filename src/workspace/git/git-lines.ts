import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { CooperError } from "../../core/error.ts";

/**
 * The lines git prints, as they come. Leaving the loop ends git. Fails with `GIT_FAILED`, also where git is not
 * installed: guessing without it would give other bytes than a machine that has it.
 */
export async function* gitLines(args: readonly string[], cwd: string): AsyncGenerator<string> {
  const git = spawn("git", ["-c", "core.quotePath=false", ...args], {
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said: Buffer[] = [];
  git.stderr.on("data", (chunk: Buffer) => said.push(chunk));
  await once(git, "spawn").catch((cause) => {
    throw gitFailed("git cannot be started", cause);
  });
  const closed = once(git, "close");
  try {
    yield* createInterface({ input: git.stdout });
    const [status] = await closed;
    if (status !== 0) throw gitFailed(`git ${Buffer.concat(said).toString().trim()}`);
  } finally {
    git.kill();
  }
}

function gitFailed(message: string, cause?: unknown): CooperError {
  return new CooperError(message, {
    code: "GIT_FAILED",
    cause,
    hint:
      "cooper dates images by the last commit. Mend git here, or set SOURCE_DATE_EPOCH to seconds since 1970 " +
      "(0 will do) and git is not asked.",
  });
}
