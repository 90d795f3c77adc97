import { constants, createZstdCompress, createZstdDecompress } from "node:zlib";
import type { Bytes } from "../core/stream.ts";
import { batched } from "./batched.ts";
import { ByteReader } from "./byte-reader.ts";
import { bounded, type DecompressOptions } from "./limits.ts";
import { through } from "./through.ts";
import { zstdFrames } from "./zstd-frames.ts";

const chunkSize = 128 * 1024;
/** Windows up to 128 MiB, as the `zstd` command allows: no more memory than that is spent on any input. */
const maxWindowLog = 27;

/** How zstd packs. */
export interface ZstdOptions {
  /** 1 (fast) to 19 (small). */
  readonly level?: number | undefined;
}

/**
 * Packs a stream as one zstd frame with a checksum. Unlike our gzip, its bytes depend on the version of zstd
 * that Node was built with (`process.versions.zstd`): the same version gives the same bytes, another one may
 * not.
 */
export function zstd(source: Bytes, options: ZstdOptions = {}): Bytes {
  const params = {
    [constants.ZSTD_c_compressionLevel]: options.level ?? 3,
    [constants.ZSTD_c_checksumFlag]: 1,
    // With worker threads of its own the cuts between jobs would show in the output.
    [constants.ZSTD_c_nbWorkers]: 0,
  };
  return through(batched(source, chunkSize), createZstdCompress({ params, chunkSize }), undefined);
}

/**
 * Unpacks zstd data, all frames of it, their checksums verified. Fails with `BAD_ARCHIVE`, `TRUNCATED` or
 * `ARCHIVE_LIMIT`. Source: RFC 8878.
 */
export function unzstd(source: Bytes, options: DecompressOptions = {}): Bytes {
  return bounded(unpacked(source, options.where), options);
}

async function* unpacked(source: Bytes, where: string | undefined): Bytes {
  const reader = new ByteReader(source, where);
  const params = { [constants.ZSTD_d_windowLogMax]: maxWindowLog };
  try {
    for await (const frame of zstdFrames(reader, where)) {
      yield* through(batched(frame, chunkSize), createZstdDecompress({ params, chunkSize }), where);
    }
  } finally {
    await reader.close();
  }
}
