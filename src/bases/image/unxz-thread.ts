import { once } from "node:events";
import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { CooperError } from "../../core/error.ts";
import type { Bytes } from "../../core/stream.ts";
import type { UnxzMessage } from "./unxz-worker.ts";

/** The worker's file beside this one, as source or compiled. */
const workerFile = new URL(`./unxz-worker${extname(import.meta.url)}`, import.meta.url);

/** Threads that have nothing to do; they do not keep the process alive. */
const idle: Worker[] = [];

/**
 * Like `unxz`, in a thread of its own: a decoder unpacks one stream at a time, and it is most of the work of making a
 * base. Holds one chunk at a time. Fails as `unxz` and the source do.
 */
export async function* unxzInThread(source: Bytes, where: string): Bytes {
  const worker = idle.pop() ?? new Worker(workerFile, { execArgv: [] });
  worker.ref();
  let isSound = false;
  try {
    yield* exchange(worker, source, where);
    isSound = true;
  } finally {
    if (isSound) idle.push(worker);
    // One that was left in the middle of a stream is of no use any more.
    else await worker.terminate();
    worker.unref();
  }
}

async function* exchange(worker: Worker, source: Bytes, where: string): Bytes {
  const chunks = source[Symbol.asyncIterator]();
  try {
    for (let message = await tell(worker, where); message.type !== "end"; ) {
      if (message.type === "failed") throw failure(message, where);
      if (message.type === "push") yield message.chunk;
      message = await tell(worker, message.type === "pull" ? await next(chunks) : undefined);
    }
  } finally {
    await chunks.return?.();
  }
}

async function tell(worker: Worker, what: unknown): Promise<UnxzMessage> {
  const answer = once(worker, "message");
  worker.postMessage(what);
  return (await answer)[0] as UnxzMessage;
}

/** A copy: a message would carry the whole of the memory that a chunk is a part of. */
async function next(chunks: AsyncIterator<Uint8Array>): Promise<Uint8Array | undefined> {
  const { done, value } = await chunks.next();
  return done ? undefined : new Uint8Array(value);
}

function failure(message: UnxzMessage & { readonly type: "failed" }, where: string): CooperError {
  return new CooperError(message.message, { code: message.code, where, hint: message.hint });
}
