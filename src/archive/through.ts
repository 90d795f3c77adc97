import { pipeline, type Transform } from "node:stream";
import { codeOf, messageOf } from "../core/error.ts";
import type { Bytes } from "../core/stream.ts";
import { archiveError } from "./archive-error.ts";

/**
 * Sends a stream through one of node:zlib's engines. Failures of the source come out as they are; what the
 * engine does not understand fails with `BAD_ARCHIVE`, a stream cut short with `TRUNCATED`. Who stops reading
 * stops the source too.
 */
export async function* through(source: Bytes, engine: Transform, where: string | undefined): Bytes {
  try {
    // The callback keeps a failure from being thrown twice; it reaches the reader through the loop.
    yield* pipeline(source, engine, () => {});
  } catch (cause) {
    throw engineFailure(cause, where);
  }
}

/** What a failure of node:zlib means for the archive that it was given. */
export function engineFailure(cause: unknown, where: string | undefined): unknown {
  const code = codeOf(cause) ?? "";
  if (code === "Z_BUF_ERROR") {
    return archiveError("TRUNCATED", "the compressed data ends in the middle", where, cause);
  }
  if (!/^(Z_|ZSTD_|ERR_TRAILING_JUNK)/.test(code)) return cause;
  return archiveError("BAD_ARCHIVE", `the compressed data is damaged: ${messageOf(cause)}`, where, cause);
}
