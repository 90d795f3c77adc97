import { parentPort } from "node:worker_threads";
import { gzip } from "libdeflate";
import { gzipLevel } from "./gzip-recipe.ts";

/** A job: the first `length` bytes of memory that the pool shares with this thread. */
export interface GzipJob {
  readonly memory: SharedArrayBuffer;
  readonly length: number;
}

parentPort?.on("message", ({ memory, length }: GzipJob) => {
  const packed = gzip(new Uint8Array(memory, 0, length), gzipLevel);
  parentPort?.postMessage(packed, [packed.buffer as ArrayBuffer]);
});
