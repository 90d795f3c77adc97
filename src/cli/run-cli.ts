import { type Command, CommanderError } from "commander";
import { CooperError } from "../core/error.ts";
import type { CommandContext } from "./context.ts";
import { chosenCommand, programFor } from "./program.ts";
import { describeError, errorLine, exitStatusOf } from "./report-error.ts";
import { paintFor } from "./style.ts";
import { visible } from "./visible.ts";

/** Runs one command line and returns its exit status: 0, 1 for a failed job, 2 for wrong usage, 130 after Ctrl-C. */
export async function runCli(args: readonly string[]): Promise<number> {
  const [interrupt, insist] = [new AbortController(), new AbortController()];
  const context: CommandContext = {
    cwd: process.cwd(),
    env: process.env,
    out: writerTo(process.stdout),
    note: writerTo(process.stderr),
    paint: paintFor(process.stdout, process.env),
    paintNote: paintFor(process.stderr, process.env),
    signal: interrupt.signal,
    insist: insist.signal,
  };
  endOnSignals(interrupt, insist);
  process.stdout.on("error", (error) => endOnLostOutput(error, context));
  // Nobody can be told of remarks that nobody reads.
  process.stderr.on("error", () => {});
  const finished = refuseEarlyEnd(context);
  endOnStrayFailures(context, finished);
  let program: Command | undefined;
  try {
    program = await programFor(args, context);
    await program.parseAsync(args, { from: "user" });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (interrupt.signal.aborted) return 130;
    const asJson = chosenCommand(program, args)?.opts().progress === "json";
    return await tell(error, context, asJson);
  } finally {
    finished();
  }
}

/** Files and programs get every byte as it is. */
function writerTo(stream: NodeJS.WriteStream): (text: string) => void {
  return (text) => void stream.write(stream.isTTY ? visible(text) : text);
}

/** Tells of a failure, and which status it gives. What a configuration file's own code threw is that file's. */
async function tell(error: unknown, { note, paintNote }: CommandContext, asJson = false): Promise<number> {
  const isOurs = error instanceof CooperError;
  const failure = isOurs ? error : await (await import("../api/blame.ts")).blameModule(error);
  note(`${asJson ? errorLine(failure) : describeError(failure, paintNote)}\n`);
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

/** The first signal, or the end of the terminal, asks the work to end; a second one ends the process. */
function endOnSignals(interrupt: AbortController, insist: AbortController): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => {
      interrupt.abort();
      process.once(signal, () => {
        insist.abort();
        process.exit(130);
      });
    });
  }
}

/** `cooper list | head -1` is no failure; results on a full disk are one, also where the job itself is done by then. */
function endOnLostOutput(cause: NodeJS.ErrnoException, context: CommandContext): void {
  if (cause.code === "EPIPE") return;
  const hint = "Make room where standard output leads, and run it again: what was built stays built.";
  const error = new CooperError("the results cannot be written", { code: "OUTPUT_FAILED", cause, hint });
  context.note(`${describeError(error, context.paintNote)}\n`);
  process.once("exit", () => {
    process.exitCode = 1;
  });
}
