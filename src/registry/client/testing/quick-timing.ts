import type { Timing } from "../timing.ts";

/** Time that passes only by waiting, and at once. */
export class QuickTiming implements Timing {
  #now = 0;
  /** What was waited for, in milliseconds. */
  readonly waits: number[] = [];

  now(): number {
    return this.#now;
  }

  async wait(milliseconds: number): Promise<void> {
    this.waits.push(milliseconds);
    this.#now += milliseconds;
  }

  /** Lets time pass. */
  pass(milliseconds: number): void {
    this.#now += milliseconds;
  }
}
