import type { Paint } from "./style.ts";

/** What every command is given: where it runs and where it writes. */
export interface CommandContext {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Results: what a program may read. */
  readonly out: (text: string) => void;
  /** Everything else: progress, remarks, errors. */
  readonly note: (text: string) => void;
  /** Colours for results. */
  readonly paint: Paint;
  /** Colours for remarks. */
  readonly paintNote: Paint;
  /** Ends the work on Ctrl-C. */
  readonly signal: AbortSignal;
  /** A second Ctrl-C: the process ends as soon as its listeners return. */
  readonly insist: AbortSignal;
}
