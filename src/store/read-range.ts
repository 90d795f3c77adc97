import { Buffer } from "node:buffer";
import { read, readSync } from "node:fs";
import { promisify } from "node:util";
import type { Bytes } from "../core/stream.ts";

/** A run of bytes. */
export interface Range {
  readonly offset: number;
  readonly length: number;
  /** One buffer for all chunks: each is valid until the next one is asked for. */
  readonly reuse?: boolean | undefined;
}

const chunkSize = 256 * 1024;
const readAsync = promisify(read);

/**
 * Streams a run of an open file; fails with what `cutShort` makes where the file ends before it. What fits into one chunk
 * is read at once: for the thousands of small files of a layer, going through the thread pool costs ten times the read.
 */
export async function* readRange(
  file: number,
  { offset, length, reuse }: Range,
  cutShort: () => Error,
): Bytes {
  const end = offset + length;
  let buffer: Buffer | undefined;
  for (let at = offset; at < end; ) {
    const wanted = Math.min(chunkSize, end - at);
    const chunk = buffer ?? Buffer.allocUnsafe(wanted);
    if (reuse) buffer = chunk;
    const got =
      length <= chunkSize
        ? readSync(file, chunk, 0, wanted, at)
        : (await readAsync(file, chunk, 0, wanted, at)).bytesRead;
    if (got === 0) throw cutShort();
    yield chunk.subarray(0, got);
    at += got;
  }
}
