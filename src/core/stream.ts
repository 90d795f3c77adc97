import { Buffer } from "node:buffer";
import { CooperError } from "./error.ts";

/** Bytes in order, pulled by the reader: back-pressure comes for free and errors arrive where the bytes are used. */
export type Bytes = AsyncIterable<Uint8Array>;

/** A stream of one chunk. */
export async function* bytesOf(content: Uint8Array | string): Bytes {
  const chunk = typeof content === "string" ? Buffer.from(content) : content;
  if (chunk.length > 0) yield chunk;
}

/**
 * The whole of a stream that is known to be small. Fails with `DOCUMENT_TOO_LARGE` past `limit` bytes; `where` says what it is.
 */
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
  return new CooperError(`more than ${limit} bytes came where a small document belongs`, {
    code: "DOCUMENT_TOO_LARGE",
    where,
    hint: "It is not what was asked for, or was made with ill intent. Look at where it comes from.",
  });
}
