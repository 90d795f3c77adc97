import { createGunzip } from "node:zlib";
import type { Bytes } from "../core/stream.ts";
import { bounded, type DecompressOptions } from "./limits.ts";
import { through } from "./through.ts";

/**
 * Unpacks gzip, all members of it, every sum verified. Zeros after the last member are passed over. Fails
 * with `BAD_ARCHIVE`, `TRUNCATED` or `ARCHIVE_LIMIT`. Source: RFC 1952.
 */
export function gunzip(source: Bytes, options: DecompressOptions = {}): Bytes {
  return bounded(through(source, createGunzip({ chunkSize: 128 * 1024 }), options.where), options);
}
