import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { CooperError, codeOf } from "./error.ts";

/** How to run a program; `env` replaces the whole environment. */
export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string;
  readonly signal?: AbortSignal | undefined;
  /** What to do where the program is missing or fails. */
  readonly hint?: string;
}

/** What a program left behind. */
export interface RunResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

/** Runs a program without a shell and resolves with what it printed, whatever its status. */
export function tryRun(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: options.cwd, env: options.env, signal: options.signal });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    child.once("error", (cause) => {
      // What a cancelled program has started itself may hold these open, and us with them.
      child.stdout.destroy();
      child.stderr.destroy();
      reject(startFailure(program, cause, options));
    });
    child.once("close", (status) =>
      resolve({
        stdout: Buffer.concat(out).toString(),
        stderr: Buffer.concat(err).toString(),
        status: status ?? 1,
      }),
    );
    child.stdin.on("error", () => {});
    child.stdin.end(options.input ?? "");
  });
}

/** Like {@link tryRun}, but a status other than 0 is an error that quotes the end of what the program said. */
export async function run(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const result = await tryRun(program, args, options);
  if (result.status !== 0) {
    const what = `${program} ${args[0] ?? ""} ended with status ${result.status}: ${endOf(result)}`;
    throw new CooperError(what, {
      code: "PROGRAM_FAILED",
      hint: options.hint,
    });
  }
  return result;
}

/** The last lines of what a program said, for a message: of its errors where there are some. */
export function endOf({ stdout, stderr }: Pick<RunResult, "stdout" | "stderr">): string {
  return (stderr.trim() || stdout.trim()).split("\n").slice(-12).join("\n");
}

function startFailure(program: string, cause: Error, { cwd, hint }: RunOptions): Error {
  if (codeOf(cause) !== "ENOENT") return cause;
  // Node reports a missing folder as if the program were missing.
  if (cwd !== undefined && !existsSync(cwd)) {
    const what = `${program} cannot run in a folder that does not exist`;
    return new CooperError(what, {
      code: "FOLDER_MISSING",
      where: cwd,
      cause,
      hint: "Make the folder, or run cooper from one that is there.",
    });
  }
  return new CooperError(`${program} is not on this machine's PATH`, {
    code: "PROGRAM_MISSING",
    cause,
    hint,
  });
}
