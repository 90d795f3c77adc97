import { messageOf } from "../core/error.ts";
import type { Bytes } from "../core/stream.ts";
import { archiveError } from "./archive-error.ts";
import { ByteReader } from "./byte-reader.ts";
import { bounded, type DecompressOptions } from "./limits.ts";
import { nativeDecoder, type XzDecoder } from "./xz-native.ts";
import { xzStreams } from "./xz-streams.ts";
import { wasmDecoder } from "./xz-wasm.ts";

/**
 * Unpacks an .xz file: all its streams, every check verified, in native code where there is some for this machine. Fails
 * with `BAD_ARCHIVE`, `TRUNCATED`, `UNSUPPORTED_ARCHIVE` or `ARCHIVE_LIMIT`.
 */
export async function* unxz(source: Bytes, options: DecompressOptions = {}): Bytes {
  yield* unxzWith((await nativeDecoder()) ?? wasmDecoder, source, options);
}

/** Like {@link unxz}, with a decoder of one's choice. */
export function unxzWith(decoder: XzDecoder, source: Bytes, options: DecompressOptions = {}): Bytes {
  return bounded(unpacked(decoder, source, options.where), options);
}

async function* unpacked(decoder: XzDecoder, source: Bytes, where: string | undefined): Bytes {
  const reader = new ByteReader(source, where);
  try {
    for await (const stream of xzStreams(reader, where)) yield* decoder(stream);
  } catch (cause) {
    throw decoderFailure(cause, where);
  } finally {
    await reader.close();
  }
}

/** What the decoders complain of; failures of the source come out as they are. */
function decoderFailure(cause: unknown, where: string | undefined): unknown {
  const isNative = cause instanceof Error && cause.name.startsWith("LZMA");
  if (!isNative && !/error code \d+$/.test(messageOf(cause))) return cause;
  return archiveError("BAD_ARCHIVE", `the xz data is damaged: ${messageOf(cause)}`, where, cause);
}
