import { Buffer } from "node:buffer";

/** Bytes in order, pulled by the reader: back-pressure comes for free and errors arrive where the bytes are used. */
export type Bytes = AsyncIterable<Uint8Array>;

/** A stream of one chunk. */
export async function* bytesOf(content: Uint8Array | string): Bytes {
  const chunk = typeof content === "string" ? Buffer.from(content) : content;
  if (chunk.length > 0) yield chunk;
}

/** The whole of a stream that is known to be small. Fails with `RangeError` past `limit` bytes. */
export async function collect(source: Bytes, limit: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > limit) throw new RangeError(`more than ${limit} bytes where a small document belongs`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}
