import { Buffer } from "node:buffer";
import type { Bytes } from "../core/stream.ts";

/** The same bytes in chunks of about `size` bytes: small chunks are put together, larger ones pass as they are. */
export async function* batched(source: Bytes, size: number): Bytes {
  let batch = Buffer.allocUnsafe(size);
  let used = 0;
  for await (const chunk of source) {
    if (used > 0 && used + chunk.length > size) {
      yield batch.subarray(0, used);
      batch = Buffer.allocUnsafe(size);
      used = 0;
    }
    if (chunk.length >= size) {
      yield chunk;
    } else {
      batch.set(chunk, used);
      used += chunk.length;
    }
  }
  if (used > 0) yield batch.subarray(0, used);
}
