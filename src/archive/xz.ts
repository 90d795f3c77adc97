import { CooperError, messageOf } from "../core/error.ts";
import type { Bytes } from "../core/stream.ts";
import { archiveError } from "./archive-error.ts";
import { batched } from "./batched.ts";
import { ByteReader } from "./byte-reader.ts";
import { bounded, type DecompressOptions } from "./limits.ts";
import { xzStreams } from "./xz-streams.ts";

/** What the decoder is given at a time. */
const chunkSize = 64 * 1024;

/**
 * Unpacks an .xz file: all its streams, every check verified. Fails with `BAD_ARCHIVE`, `TRUNCATED` or
 * `ARCHIVE_LIMIT`. A process has one decoder, which a stream keeps until it was read to its end or left: do
 * not wait for a second stream in the middle of a first.
 */
export function unxz(source: Bytes, options: DecompressOptions = {}): Bytes {
  return bounded(unpacked(source, options.where), options);
}

async function* unpacked(source: Bytes, where: string | undefined): Bytes {
  const reader = new ByteReader(source, where);
  try {
    for await (const stream of xzStreams(reader, where)) yield* decoded(stream, where);
  } finally {
    await reader.close();
  }
}

async function* decoded(stream: Bytes, where: string | undefined): Bytes {
  const { default: decoder } = await import("xz-decompress");
  const plain = new decoder.XzReadableStream(ReadableStream.from(batched(stream, chunkSize)));
  try {
    // Leaving the loop cancels the stream, which frees the decoder.
    for await (const chunk of plain) if (chunk.length > 0) yield chunk;
  } catch (cause) {
    throw cause instanceof CooperError ? cause : decoderFailure(cause, where);
  }
}

/** The decoder tells its failures by number only. Source: XZ Embedded, `enum xz_ret`. */
function decoderFailure(cause: unknown, where: string | undefined): CooperError {
  const message = messageOf(cause);
  const number = /error code (\d+)$/.exec(message)?.[1];
  if (number === "3" || number === "4") {
    return archiveError("ARCHIVE_LIMIT", "the xz data asks for too large a dictionary", where, cause);
  }
  if (number === "6") {
    const unknown = "the xz data uses a filter or a check other than LZMA2, CRC-32 and CRC-64";
    return archiveError("UNSUPPORTED_ARCHIVE", unknown, where, cause);
  }
  return archiveError("BAD_ARCHIVE", `the xz data is damaged: ${message}`, where, cause);
}
