import { Buffer } from "node:buffer";
import type { Bytes } from "./stream.ts";

/**
 * Joins small chunks through one buffer, since a write costs more than a copy: every piece but the last has at least
 * `size` bytes, and is valid until the next one is asked for. Large chunks pass as they are.
 */
export async function* inPieces(source: Bytes, size: number): Bytes {
  const buffer = Buffer.allocUnsafe(size);
  let filled = 0;
  for await (const chunk of source) {
    let rest = chunk;
    while (filled + rest.length >= size) {
      if (filled === 0) {
        yield rest;
        rest = rest.subarray(rest.length);
      } else {
        const room = size - filled;
        buffer.set(rest.subarray(0, room), filled);
        rest = rest.subarray(room);
        filled = 0;
        yield buffer;
      }
    }
    buffer.set(rest, filled);
    filled += rest.length;
  }
  if (filled > 0) yield buffer.subarray(0, filled);
}
