import { spawn } from "node:child_process";
import { join } from "node:path";
import { type RunResult, tryRun } from "../../../src/core/process.ts";

/** Root folder of this checkout. */
export const checkout = join(import.meta.dirname, "..", "..", "..");

/** The example monorepo of this checkout. */
export const examples = join(checkout, "examples", "monorepo");

/** Where and how a command line of cooper runs. */
export interface Surroundings {
  /** Folder of the workspace, and working directory. */
  readonly workspace: string;
  /** Folder of the store: see `store.ts`. */
  readonly store: string;
  /** Besides the environment of the tests, from which {@link cleanEnvironment} takes what would mislead. */
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
}

/** The environment of the tests without settings of cooper and of the test runner: they would change what is tested. */
export function cleanEnvironment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const foreign = /^(COOPER_(STORE|ENGINE)|SOURCE_DATE_EPOCH|FORCE_COLOR|CI|NODE_(TEST_CONTEXT|OPTIONS))$/;
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return { ...Object.fromEntries(kept), NO_COLOR: "1", ...extra };
}

/** The program and the first arguments that start the cooper of this checkout, from its sources. */
export const cooperCommand: readonly [string, ...string[]] = [
  process.execPath,
  "--disable-warning=ExperimentalWarning",
  join(checkout, "src", "cli", "main.ts"),
];

function optionsOf({ workspace, store, env, signal }: Surroundings) {
  return { cwd: workspace, env: cleanEnvironment({ COOPER_STORE: store, ...env }), signal };
}

/** Runs a command line and resolves with what it printed, whatever its status. */
export function tryCooper(args: readonly string[], surroundings: Surroundings): Promise<RunResult> {
  const [program, ...first] = cooperCommand;
  return tryRun(program, [...first, ...args], optionsOf(surroundings));
}

/** Runs a command line that must succeed, and returns its standard output. */
export async function cooper(args: readonly string[], surroundings: Surroundings): Promise<string> {
  const { stdout, stderr, status } = await tryCooper(args, surroundings);
  if (status === 0) return stdout;
  throw new Error(`cooper ${args.join(" ")} ended with status ${status}:\n${stderr}${stdout}`);
}

/** A command line that is under way. */
export interface RunningCooper {
  readonly pid: number;
  /** What it has printed so far, on both streams. */
  readonly output: () => string;
  /** Does nothing where it has ended. */
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Its exit status, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

/** Starts a command line and leaves it running. Signals reach its children too, as those of a terminal do. */
export function startCooper(args: readonly string[], surroundings: Surroundings): RunningCooper {
  const [program, ...first] = cooperCommand;
  const child = spawn(program, [...first, ...args], {
    ...optionsOf(surroundings),
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (printed += chunk));
  const ended = new Promise<number | NodeJS.Signals>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status, signal) => resolve(status ?? signal ?? 1));
  });
  const pid = child.pid ?? Number.NaN;
  const kill = (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-pid, signal);
  };
  return { pid, output: () => printed, kill, ended };
}
