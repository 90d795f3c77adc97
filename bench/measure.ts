import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

/** A program to be timed. */
export interface Subject {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd?: string | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** Brings things into the state in which each run begins; not timed. */
  readonly before?: (() => Promise<void> | void) | undefined;
}

/** Work of this process, to be timed. */
export interface Call {
  readonly name: string;
  readonly call: () => Promise<void>;
  readonly before?: Subject["before"];
}

/** One run. */
export interface Run {
  /** Wall clock, milliseconds. */
  readonly time: number;
  /** Peak resident memory of the process, bytes; 0 for a call. What it starts itself does not count. */
  readonly memory: number;
}

/** What many runs of one subject came to. */
export interface Measured {
  readonly name: string;
  /** Median, milliseconds. */
  readonly time: number;
  /** Median of the distances from the median, milliseconds. */
  readonly spread: number;
  /** Largest of all runs, bytes. */
  readonly memory: number;
  readonly runs: number;
}

/**
 * Runs subjects in turn, so that what else the machine does hits all of them alike; the first round warms up and does
 * not count. Fails where a program does.
 */
export async function interleaved(
  subjects: readonly (Subject | Call)[],
  rounds: number,
): Promise<Measured[]> {
  const runs = new Map<Subject | Call, Run[]>(subjects.map((subject) => [subject, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [subject, done] of runs) {
      await subject.before?.();
      const run = await time(subject);
      if (round > 0) done.push(run);
    }
  }
  return Array.from(runs, ([{ name }, done]) => summary(name, done));
}

/** Median, spread and peak of some runs. */
export function summary(name: string, runs: readonly Run[]): Measured {
  const times = runs.map((run) => run.time);
  const middle = median(times);
  return {
    name,
    time: middle,
    spread: median(times.map((one) => Math.abs(one - middle))),
    memory: Math.max(...runs.map(({ memory }) => memory)),
    runs: runs.length,
  };
}

/** The middle one; the mean of the middle two where there is none. */
function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  return ((sorted[Math.ceil(half) - 1] ?? 0) + (sorted[Math.floor(half)] ?? 0)) / 2;
}

/** Milliseconds between looks at the memory: the kernel keeps the peak, so that few looks will do. */
const lookInterval = 20;

/** Does it once, and fails where it fails. */
export function time(subject: Subject | Call): Promise<Run> {
  return "call" in subject ? timeCall(subject) : timeProgram(subject);
}

async function timeCall({ call }: Call): Promise<Run> {
  const start = performance.now();
  await call();
  return { time: performance.now() - start, memory: 0 };
}

/** Fails with the end of what the program said where its status is not 0. */
function timeProgram({ name, program, args, cwd, env }: Subject): Promise<Run> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(program, args, { cwd, env, stdio: ["ignore", "ignore", "pipe"] });
    let memory = 0;
    let said = "";
    const look = setInterval(() => {
      memory = Math.max(memory, peakMemory(child.pid));
    }, lookInterval);
    child.stderr.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-2000);
    });
    child.once("error", reject);
    child.once("exit", (status) => {
      const run = { time: performance.now() - start, memory };
      clearInterval(look);
      if (status === 0) resolve(run);
      else reject(new Error(`${name} ended with status ${status}: ${said}`));
    });
  });
}

/** Bytes; 0 where the kernel does not tell. Source: proc(5), `VmHWM`. */
function peakMemory(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/^VmHWM:\s*(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
