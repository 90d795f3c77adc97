import type { Measured, Subject } from "./measure.ts";

/** Where benchmarks work. */
export interface Bench {
  /** A folder that is removed at the end. */
  readonly folder: string;
  /** A store that has every package and wheel of the example, so that nothing is timed but cooper. */
  readonly store: string;
  /** Runs the compiled cooper. */
  cooper(run: CooperRun): Subject;
  /** Compiles a script as cooper is compiled; the path of what to start. */
  compile(script: string): Promise<string>;
}

/** One command line of cooper, to be timed. */
export interface CooperRun {
  readonly name?: string | undefined;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Instead of the shared store. */
  readonly store?: string | undefined;
  readonly before?: Subject["before"];
}

/** One line of the table. */
export interface Row {
  readonly name: string;
  readonly ours: Measured;
  /** What it is compared with, where there is such a thing. */
  readonly peer?: Measured | undefined;
  /** The most that ours may take. */
  readonly bar?: Bar | undefined;
  /** What the numbers do not say. */
  readonly note?: string | undefined;
}

/** A multiple of the peer's time, or bytes of memory. */
export type Bar = { readonly times: number } | { readonly memory: number };

/** Measures one thing; makes what it needs and leaves nothing outside `bench.folder`. Throws {@link Skipped}. */
export type Benchmark = (bench: Bench) => Promise<readonly Row[]>;

/** A benchmark cannot run here; the message says why. */
export class Skipped extends Error {}

/** Whether a row holds its bar. */
export function holds({ ours, peer, bar }: Row): boolean {
  if (bar === undefined) return true;
  return "times" in bar ? ratioOf({ ours, peer }) <= bar.times : ours.memory <= bar.memory;
}

/** Our time as a multiple of the peer's. */
export function ratioOf({ ours, peer }: Pick<Row, "ours" | "peer">): number {
  return peer ? ours.time / peer.time : Number.NaN;
}
