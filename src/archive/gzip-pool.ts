import { limit } from "../core/limit.ts";
import { GzipThread } from "./gzip-thread.ts";

/** Compresses in worker threads. How many there are makes no difference to the bytes. */
export interface GzipPool {
  /** How many members are compressed at once. */
  readonly workers: number;
  /**
   * One gzip member of these bytes, which the caller must leave alone until then. Fails with
   * `WORKER_CRASHED`.
   */
  compress(plain: Uint8Array): Promise<Uint8Array>;
  /** Ends the threads. What they were doing fails with `WORKER_CRASHED`. */
  close(): Promise<void>;
}

/**
 * A pool whose threads are started when they are needed, and do not keep the process alive while they have
 * nothing to do. A thread that crashes fails its job; the next job gets a new one.
 */
export function createGzipPool(options: { readonly workers: number }): GzipPool {
  const turn = limit(options.workers);
  const all = new Set<GzipThread>();
  const idle = new Set<GzipThread>();
  const start = () => {
    const thread: GzipThread = new GzipThread(() => {
      all.delete(thread);
      idle.delete(thread);
    });
    all.add(thread);
    return thread;
  };
  const compress = async (plain: Uint8Array) => {
    const thread = idle.values().next().value ?? start();
    idle.delete(thread);
    const packed = await thread.compress(plain);
    idle.add(thread);
    return packed;
  };
  return {
    workers: options.workers,
    compress: (plain) => turn(() => compress(plain)),
    close: async () => {
      await Promise.all(Array.from(all, (thread) => thread.end()));
    },
  };
}
