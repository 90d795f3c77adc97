import { messageOf } from "../core/error.ts";
import type { Bytes } from "../core/stream.ts";
import { archiveError } from "./archive-error.ts";
import { batched } from "./batched.ts";
import { ByteReader } from "./byte-reader.ts";
import { bounded, type DecompressOptions } from "./limits.ts";
import { xzStreams } from "./xz-streams.ts";

/** What the decoder is given at a time. */
const chunkSize = 256 * 1024;

/**
 * Unpacks an .xz file: all its streams, every check verified, each stream in a thread of its own. Fails with
 * `BAD_ARCHIVE`, `TRUNCATED`, `UNSUPPORTED_ARCHIVE` or `ARCHIVE_LIMIT`.
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

/** The decoder puts an error of its own in the place of what its source failed with, so that is noted. */
async function* decoded(stream: Bytes, where: string | undefined): Bytes {
  const { xz } = await import("@napi-rs/lzma");
  const failures: unknown[] = [];
  try {
    yield* xz.decompressStream(ReadableStream.from(noting(failures, batched(stream, chunkSize))));
  } catch (cause) {
    if (failures.length > 0) throw failures[0];
    throw archiveError("BAD_ARCHIVE", `the xz data is damaged: ${messageOf(cause)}`, where, cause);
  }
}

async function* noting(failures: unknown[], source: Bytes): Bytes {
  try {
    yield* source;
  } catch (cause) {
    failures.push(cause);
    throw cause;
  }
}
