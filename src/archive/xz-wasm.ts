import type { Bytes } from "../core/stream.ts";
import { batched } from "./batched.ts";

/** What the decoder is given at a time. */
const chunkSize = 64 * 1024;

/**
 * Unpacks one .xz stream on any machine. A process has one such decoder, which a stream keeps until it was read to its
 * end or left: do not wait for a second stream in the middle of a first.
 */
export async function* wasmDecoder(stream: Bytes): Bytes {
  const { default: decoder } = await import("xz-decompress");
  const plain = new decoder.XzReadableStream(ReadableStream.from(batched(stream, chunkSize)));
  // Leaving the loop cancels the stream, which frees the decoder.
  for await (const chunk of plain) if (chunk.length > 0) yield chunk;
}
