import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { CooperError, messageOf } from "../core/error.ts";
import type { GzipJob } from "./gzip-worker.ts";

/** The worker's file beside this one, as source or compiled. */
const workerFile = new URL(`./gzip-worker${extname(import.meta.url)}`, import.meta.url);
/** Most pieces fit into this many bytes. */
const usualSize = 2 ** 21;

/** A thread with at most one job. It keeps the process alive only while it has one. */
export class GzipThread {
  readonly #worker = new Worker(workerFile, { execArgv: [] });
  /** Used again for every job: fresh memory for each would pile up faster than it is collected. */
  #memory = new SharedArrayBuffer(usualSize);
  #job: PromiseWithResolvers<Uint8Array> | undefined;

  /** `onEnd` is called once the thread is gone, for whatever reason. */
  constructor(onEnd: () => void) {
    this.#worker.unref();
    this.#worker.on("message", (packed: Uint8Array) => this.#job?.resolve(packed));
    this.#worker.on("error", (cause) => this.#job?.reject(crashed(messageOf(cause), cause)));
    this.#worker.on("exit", (status) => {
      onEnd();
      this.#job?.reject(crashed(`it ended with status ${status}`));
    });
  }

  /** One gzip member of these bytes. Fails with `WORKER_CRASHED`. */
  async compress(plain: Uint8Array): Promise<Uint8Array> {
    this.#job = Promise.withResolvers();
    this.#worker.ref();
    try {
      this.#worker.postMessage(this.#shared(plain));
      return await this.#job.promise;
    } finally {
      this.#worker.unref();
      this.#job = undefined;
    }
  }

  /** Ends the thread. A job that it had fails. */
  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #shared(plain: Uint8Array): GzipJob {
    if (plain.length > this.#memory.byteLength) this.#memory = new SharedArrayBuffer(plain.length);
    new Uint8Array(this.#memory).set(plain);
    return { memory: this.#memory, length: plain.length };
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
