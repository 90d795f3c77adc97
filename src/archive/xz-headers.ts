import type { Buffer } from "node:buffer";
import { archiveError } from "./archive-error.ts";

/** Bytes of the integrity check, by its number: none, CRC-32, CRC-64. */
const checkSizes: ReadonlyMap<number, number> = new Map([
  [0, 0],
  [1, 4],
  [4, 8],
]);
const lzma2 = 0x21;
/** Of the dictionary, which the decoder keeps in memory: 64 MiB, the most that `xz -9` and Debian use. */
const maxDictionary = 64 * 2 ** 20;

/**
 * How many bytes the check after each block has. Fails with `UNSUPPORTED_ARCHIVE` for checks that no package of Debian
 * has. Source: The .xz File Format 1.2.1, 2.1.1.2.
 */
export function checkSize(streamHeader: Buffer, where: string | undefined): number {
  const size = checkSizes.get((streamHeader[7] as number) & 0x0f);
  if (size !== undefined) return size;
  throw archiveError("UNSUPPORTED_ARCHIVE", "the xz data has a check other than CRC-32 and CRC-64", where);
}

/**
 * Refuses filters that no package of Debian has, with `UNSUPPORTED_ARCHIVE`, and blocks that want much memory, with
 * `ARCHIVE_LIMIT`. `header` comes without its first byte. Source: The .xz File Format 1.2.1, 3.1 and 5.3.1.
 */
export function admitBlock(header: Buffer, where: string | undefined): void {
  const flags = header[0] as number;
  // Two sizes may come first, as numbers whose last byte has no high bit.
  let at = 1;
  for (const isThere of [flags & 0x40, flags & 0x80]) {
    if (!isThere) continue;
    while ((header[at] ?? 0) >= 0x80) at += 1;
    at += 1;
  }
  if ((flags & 0x03) !== 0 || header[at] !== lzma2) {
    throw archiveError("UNSUPPORTED_ARCHIVE", "the xz data uses a filter other than LZMA2", where);
  }
  const bits = header[at + 2] ?? 0;
  if ((2 | (bits & 1)) * 2 ** (Math.floor(bits / 2) + 11) > maxDictionary) {
    throw archiveError("ARCHIVE_LIMIT", "the xz data asks for too large a dictionary", where);
  }
}
