import { parentPort } from "node:worker_threads";
import { gzip } from "libdeflate";
import { gzipLevel } from "./gzip-recipe.ts";

/** One job at a time: plain bytes in, a gzip member out. Both are handed over, not copied. */
parentPort?.on("message", (plain: Uint8Array) => {
  const packed = gzip(plain, gzipLevel);
  parentPort?.postMessage(packed, [packed.buffer as ArrayBuffer]);
});
