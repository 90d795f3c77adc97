import { CooperError } from "../../core/error.ts";
import { SilenceError } from "../../core/http-silence.ts";
import type { ProgressListener } from "../../core/progress.ts";
import { backOff } from "../../core/retry.ts";
import { RegistryError } from "./registry-error.ts";
import type { Timing } from "./timing.ts";

const tries = 6;
/** A server that says nothing has had its minute each time, and an upload more. */
const silentTries = 2;
const firstWait = 500;
const longestWait = 60_000;
/** Second tries that may be open at once; work that succeeds earns more. */
const fullBudget = 60;

/** What one host is granted: second tries with growing waits, and a pause for all when it says that it is busy. */
export class Patience {
  readonly #timing: Timing;
  readonly #tell: ProgressListener;
  readonly #signal: AbortSignal | undefined;
  #quietUntil = 0;
  #budget = fullBudget;

  constructor(options: { timing: Timing; progress: ProgressListener; signal?: AbortSignal | undefined }) {
    this.#timing = options.timing;
    this.#tell = options.progress;
    this.#signal = options.signal;
  }

  /** Does a task, again after failures that may pass and that `repeats` lets through. */
  async persist<T>(
    task: () => Promise<T>,
    repeats: (failure: CooperError) => boolean = (failure) => failure.retryable,
  ): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      await this.#hush();
      try {
        const result = await task();
        this.#budget = Math.min(fullBudget, this.#budget + 0.25);
        return result;
      } catch (error) {
        if (!(error instanceof CooperError) || !repeats(error)) throw error;
        await this.rest(error, attempt);
      }
    }
  }

  /** Waits after a failed attempt; throws the failure where it should be the last. */
  async rest(failure: CooperError, attempt: number): Promise<void> {
    this.#signal?.throwIfAborted();
    const most = failure instanceof SilenceError ? silentTries : tries;
    if (attempt >= most || this.#budget < 1) throw failure;
    this.#budget -= 1;
    const asked = failure instanceof RegistryError ? (failure.retryAfter ?? 0) : 0;
    // A floor under what the registry asks for: GHCR asks for microseconds.
    const wait = Math.min(longestWait, Math.max(backOff(firstWait, attempt), asked));
    if (failure instanceof RegistryError && failure.status === 429) {
      this.#quietUntil = Math.max(this.#quietUntil, this.#timing.now() + wait);
    }
    const seconds = (wait / 1000).toFixed(1);
    this.#tell({ type: "log", level: "info", message: `${failure.message}; trying again in ${seconds} s` });
    await this.#timing.wait(wait, this.#signal);
  }

  /** Nobody asks a host that has said it is busy until the time that it named. */
  async #hush(): Promise<void> {
    const left = this.#quietUntil - this.#timing.now();
    if (left > 0) await this.#timing.wait(left, this.#signal);
  }
}
