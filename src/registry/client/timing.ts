import { setTimeout as delay } from "node:timers/promises";

/** The passing of time, so that tests need not wait. */
export interface Timing {
  /** Milliseconds, only ever growing. */
  now(): number;
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** Time as it passes. */
export const realTiming: Timing = {
  now: () => performance.now(),
  wait: (milliseconds, signal) => delay(milliseconds, undefined, signal ? { signal } : {}),
};
