import { randomBytes } from "node:crypto";
import { existsSync, rmSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { listFiles } from "./inventory.ts";
import type { Layout } from "./layout.ts";
import { type Lock, tryLock } from "./lock.ts";
import { storeFailure } from "./store-failure.ts";

/**
 * One process at work on a store. A session is a file whose lock is held as long as the process lives: drafts carry
 * its name, and gc keeps whatever was stored or asked for since the oldest living session began. A dead session and
 * its drafts are swept by the next one, so nothing needs to be done at exit, and SIGKILL is an exit like any other.
 */
export class Session {
  readonly #layout: Layout;
  readonly #id: string;
  /** Released by the end of the process. Referred to, since a lock that is garbage-collected is given up. */
  readonly lock: Lock;
  /** Milliseconds since 1970 by the clock of the file system. */
  readonly start: number;
  #drafts = 0;

  private constructor(layout: Layout, id: string, lock: Lock) {
    this.#layout = layout;
    this.#id = id;
    this.lock = lock;
    this.start = statSync(join(layout.sessions, id)).mtimeMs;
  }

  /** Begins a session and sweeps what dead ones have left. The layout must have been created. */
  static begin(layout: Layout): Session {
    sweepDead(layout);
    for (;;) {
      const id = randomBytes(8).toString("hex");
      const file = join(layout.sessions, id);
      const lock = tryLock(file);
      // Another process may have swept the new file away in the moment before its lock was held.
      if (lock && existsSync(file)) return new Session(layout, id, lock);
      lock?.release();
    }
  }

  /** A path that nobody else writes to, in the file system of the store. */
  draft(): string {
    this.#drafts += 1;
    return join(this.#layout.drafts, `${this.#id}.${this.#drafts}`);
  }
}

/** What looking for dead sessions found. */
export interface Swept {
  /** When the oldest living session began, in milliseconds since 1970; infinity where none lives. */
  readonly oldestAlive: number;
  /** Bytes of the drafts of dead ones. */
  readonly freed: number;
}

/** Removes dead sessions and every draft that belongs to no living one. Fails with `STORE_UNWRITABLE`. */
export function sweepDead(layout: Layout): Swept {
  try {
    return sweep(layout);
  } catch (error) {
    // What another user's process has left in a store that is not ours.
    throw storeFailure(error, layout.folder);
  }
}

function sweep(layout: Layout): Swept {
  // Drafts first: a session that begins after this line has no draft in the list.
  const drafts = listFiles(layout.drafts);
  const living = new Map<string, number>();
  for (const { path } of listFiles(layout.sessions)) {
    const start = startIfAlive(path);
    if (start !== undefined) living.set(basename(path), start);
  }
  let freed = 0;
  for (const { path, size } of drafts) {
    if (living.has(basename(path).replace(/\..*/, ""))) continue;
    rmSync(path, { force: true });
    freed += size;
  }
  return { oldestAlive: Math.min(...living.values()), freed };
}

function startIfAlive(file: string): number | undefined {
  const lock = tryLock(file);
  if (!lock) return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  rmSync(file, { force: true });
  lock.release();
  return undefined;
}
