import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { CooperError, messageOf } from "../core/error.ts";
import { limit } from "../core/limit.ts";

/** Compresses in worker threads. Makes no difference to the bytes how many there are. */
export interface GzipPool {
  /** How many members are compressed at once. */
  readonly workers: number;
  /** One gzip member of these bytes. Fails with `WORKER_CRASHED`. */
  compress(plain: Uint8Array): Promise<Uint8Array>;
  /** Ends the threads. What they were doing fails with `WORKER_CRASHED`. */
  close(): Promise<void>;
}

/**
 * A pool whose threads are started when they are needed, and do not keep the process alive while they have nothing to
 * do. A thread that crashes fails its job; the next job gets a new one.
 */
export function createGzipPool(options: { readonly workers: number }): GzipPool {
  const turn = limit(options.workers);
  const all = new Set<GzipThread>();
  const idle: GzipThread[] = [];
  const start = () => {
    const thread = new GzipThread(() => all.delete(thread));
    all.add(thread);
    return thread;
  };
  return {
    workers: options.workers,
    compress: (plain) =>
      turn(async () => {
        const thread = idle.pop() ?? start();
        const packed = await thread.compress(plain);
        idle.push(thread);
        return packed;
      }),
    close: async () => {
      idle.length = 0;
      await Promise.all([...all].map((thread) => thread.end()));
    },
  };
}

/** The worker's file beside this one, as source or compiled. */
const workerFile = new URL(`./gzip-worker${extname(import.meta.url)}`, import.meta.url);

/** A thread with at most one job. */
class GzipThread {
  readonly #worker = new Worker(workerFile, { execArgv: [] });
  #job: PromiseWithResolvers<Uint8Array> | undefined;

  constructor(onEnd: () => void) {
    this.#worker.unref();
    this.#worker.on("message", (packed: Uint8Array) => this.#job?.resolve(packed));
    this.#worker.on("error", (cause) => this.#job?.reject(crashed(messageOf(cause), cause)));
    this.#worker.on("exit", (status) => {
      onEnd();
      this.#job?.reject(crashed(`it ended with status ${status}`));
    });
  }

  async compress(plain: Uint8Array): Promise<Uint8Array> {
    this.#job = Promise.withResolvers();
    // The copy is handed over, so that the caller keeps its bytes whatever buffer they are a part of.
    const copy = new Uint8Array(plain);
    this.#worker.ref();
    try {
      this.#worker.postMessage(copy, [copy.buffer]);
      return await this.#job.promise;
    } finally {
      this.#worker.unref();
      this.#job = undefined;
    }
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}

function crashed(message: string, cause?: unknown): CooperError {
  return new CooperError(`a thread that compresses has crashed: ${message}`, {
    code: "WORKER_CRASHED",
    cause,
    hint: "It may have run out of memory. Try again with fewer jobs (-j).",
    retryable: true,
  });
}
