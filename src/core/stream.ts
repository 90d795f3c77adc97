import { Buffer } from "node:buffer";
import { CooperError } from "./error.ts";

/** Bytes in order, pulled by the reader: back-pressure comes for free and errors arrive where the bytes are used. */
export type Bytes = AsyncIterable<Uint8Array>;

/** A stream of one chunk. */
export async function* bytesOf(content: Uint8Array | string): Bytes {
  const chunk = typeof content === "string" ? Buffer.from(content) : content;
  if (chunk.length > 0) yield chunk;
}

/** The whole of a stream that is known to be small. Fails with `TOO_LARGE` past `limit` bytes. */
export async function collect(source: Bytes, limit: number, where?: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > limit) throw tooLarge(limit, where);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

function tooLarge(limit: number, where: string | undefined): CooperError {
  return new CooperError(`more than ${limit} bytes where a small document belongs`, {
    code: "TOO_LARGE",
    where,
    hint: "Nobody reads a document of that size: whoever made it must make it smaller.",
  });
}
