import { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import { CooperError } from "../core/error.ts";

/** Held until released, or until the process ends in whatever way. */
export interface Lock {
  release(): void;
}

/**
 * Takes the lock of a file, which is made where it is missing; nothing where another process (or another holder in
 * this one) has it.
 *
 * Node offers no `flock`. SQLite, which is built in, has locks that the kernel takes back when a process dies and that
 * hold across containers on one machine, so none is ever stale. The file stays an empty database.
 */
export function tryLock(file: string): Lock | undefined {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: 0 });
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
  } catch (cause) {
    database?.close();
    if (isBusy(cause)) return undefined;
    throw new CooperError("the store cannot be locked", {
      code: "STORE_LOCK",
      where: file,
      cause,
      hint: "Check that the folder can be written and that its file system has locks.",
    });
  }
  const held = database;
  return { release: () => held.close() };
}

/** Runs a task while holding a lock, and waits for it at most `patience` milliseconds: then `STORE_BUSY`. */
export async function withLock<T>(file: string, task: () => Promise<T>, patience = 60_000): Promise<T> {
  const lock = await waitFor(file, patience);
  try {
    return await task();
  } finally {
    lock.release();
  }
}

async function waitFor(file: string, patience: number): Promise<Lock> {
  const deadline = performance.now() + patience;
  for (let pause = 2; ; pause = Math.min(pause * 1.5, 50)) {
    const lock = tryLock(file);
    if (lock) return lock;
    if (performance.now() > deadline) break;
    await delay(pause);
  }
  throw new CooperError("another process holds the store's lock", {
    code: "STORE_BUSY",
    where: file,
    hint: "Wait until the other cooper process has ended, then try again.",
    retryable: true,
  });
}

const SQLITE_BUSY = 5;

function isBusy(thrown: unknown): boolean {
  const code = (thrown as { errcode?: unknown }).errcode;
  return typeof code === "number" && (code & 0xff) === SQLITE_BUSY;
}
