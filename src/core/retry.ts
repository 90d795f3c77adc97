import { setTimeout as delay } from "node:timers/promises";
import { CooperError } from "./error.ts";

/** How often, how fast and after which failures. */
export interface RetryOptions {
  /** Tries in all, the first included. */
  readonly tries?: number;
  /** Milliseconds before the second try; doubled for each one after. */
  readonly base?: number;
  readonly signal?: AbortSignal | undefined;
  /** Whether a failure may pass; by default what a {@link CooperError} says of itself. */
  readonly retryable?: (error: unknown) => boolean;
  /** Milliseconds that a failure asks to be left alone; the back-off where that is longer. */
  readonly pause?: (error: unknown) => number;
}

/** Runs a task again after failures that may pass, with exponential back-off and jitter. */
export async function retry<T>(
  task: (attempt: number) => Promise<T>,
  options: RetryOptions = {},
): Promise<T> {
  const { tries = 3, base = 500, signal, pause = () => 0 } = options;
  const retryable = options.retryable ?? ((e) => e instanceof CooperError && e.retryable);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await task(attempt);
    } catch (error) {
      if (attempt >= tries || signal?.aborted || !retryable(error)) throw error;
      await delay(Math.max(backOff(base, attempt), pause(error)), undefined, signal ? { signal } : {});
    }
  }
}

/** Milliseconds to wait after a failed attempt, 1 being the first: `base` doubled each time, less a random part. */
export function backOff(base: number, attempt: number): number {
  return base * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
}
