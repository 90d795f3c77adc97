import { setTimeout as pause } from "node:timers/promises";
import { messageOf } from "../../../src/core/error.ts";

/** How long to wait for something, in milliseconds. */
export interface Patience {
  readonly deadline?: number;
  readonly every?: number;
}

/**
 * Asks until `attempt` succeeds with something other than undefined, and returns that. Fails with what the last
 * attempt said when the deadline (a minute) has passed.
 */
export async function eventually<T>(
  what: string,
  attempt: () => Promise<T | undefined> | T | undefined,
  { deadline = 60_000, every = 50 }: Patience = {},
): Promise<T> {
  const end = performance.now() + deadline;
  let said = "it was not so";
  while (performance.now() < end) {
    try {
      const value = await attempt();
      if (value !== undefined) return value;
    } catch (error) {
      said = messageOf(error);
    }
    await pause(every);
  }
  throw new Error(`waited ${deadline / 1000} s in vain until ${what}: ${said}`);
}
