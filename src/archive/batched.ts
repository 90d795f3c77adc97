import { Buffer } from "node:buffer";
import type { Bytes } from "../core/stream.ts";

/**
 * The same bytes in chunks of at most `size` bytes where they are put together from small ones; chunks of a
 * quarter of that and more pass as they are. Unlike the pieces of `inPieces`, each has memory of its own:
 * decoders read ahead.
 */
export async function* batched(source: Bytes, size: number): Bytes {
  let batch: Buffer | undefined;
  let used = 0;
  for await (const chunk of source) {
    const passes = chunk.length >= size / 4;
    if (batch && (passes || used + chunk.length > size)) {
      yield batch.subarray(0, used);
      batch = undefined;
      used = 0;
    }
    if (passes) {
      yield chunk;
    } else if (chunk.length > 0) {
      batch ??= Buffer.allocUnsafeSlow(size);
      batch.set(chunk, used);
      used += chunk.length;
    }
  }
  if (batch) yield batch.subarray(0, used);
}
