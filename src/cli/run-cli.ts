import { CommanderError } from "commander";
import { CooperError } from "../core/error.ts";
import type { CommandContext } from "./context.ts";
import { programFor } from "./program.ts";
import { describeError, exitStatusOf } from "./report-error.ts";
import { paintFor } from "./style.ts";

/** Runs one command line and returns its exit status: 0, 1 for a failed job, 2 for wrong usage, 130 after Ctrl-C. */
export async function runCli(args: readonly string[]): Promise<number> {
  const interrupt = new AbortController();
  const context: CommandContext = {
    cwd: process.cwd(),
    env: process.env,
    out: (text) => void process.stdout.write(text),
    note: (text) => void process.stderr.write(text),
    paint: paintFor(process.stdout, process.env),
    paintNote: paintFor(process.stderr, process.env),
    signal: interrupt.signal,
  };
  endOnSignals(interrupt);
  process.stdout.on("error", ignoreClosedPipe);
  const finished = refuseEarlyEnd(context);
  endOnStrayFailures(context, finished);
  try {
    await (await programFor(args, context)).parseAsync(args, { from: "user" });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (interrupt.signal.aborted) return 130;
    return await tell(error, context);
  } finally {
    finished();
  }
}

/** Tells of a failure, and which status it gives. What a configuration file's own code threw is that file's. */
async function tell(error: unknown, { note, paintNote }: CommandContext): Promise<number> {
  const isOurs = error instanceof CooperError;
  const failure = isOurs ? error : await (await import("../api/blame.ts")).blameModule(error);
  note(`${describeError(failure, paintNote)}\n`);
  return exitStatusOf(failure);
}

/** What is thrown where nobody waits for it, as by a timer or a promise of a configuration file, ends the process. */
function endOnStrayFailures(context: CommandContext, finished: () => void): void {
  process.once("uncaughtException", async (error) => {
    finished();
    process.exit(await tell(error, context));
  });
}

/**
 * Where the process ends before the command does, that is no success: `process.exit` in a configuration file, or a wait
 * for what never comes. Returns what to call when the command has ended.
 */
function refuseEarlyEnd({ note, paintNote, signal }: CommandContext): () => void {
  const onExit = () => {
    if (signal.aborted) return;
    note(`${describeError(endedEarly(), paintNote)}\n`);
    process.exitCode = 1;
  };
  process.once("exit", onExit);
  return () => process.off("exit", onExit);
}

function endedEarly(): CooperError {
  return new CooperError("the process was ended before the command was done", {
    code: "ENDED_EARLY",
    hint: "Look for `process.exit` in cooper.config.ts, in each image.ts and in what they import; if there is none, report this.",
  });
}

/** The first signal asks the work to end; a second one ends the process. */
function endOnSignals(interrupt: AbortController): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      interrupt.abort();
      process.once(signal, () => process.exit(130));
    });
  }
}

/** `cooper list | head -1` is no failure. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}
