import type { Buffer } from "node:buffer";
import { archiveError } from "./archive-error.ts";
import { in64, type RandomAccess, readExactly, record, uint64 } from "./zip-fields.ts";

/** Where the central directory lies, in bytes, and how many members it lists. */
export interface DirectoryExtent {
  readonly offset: number;
  readonly length: number;
  readonly count: number;
}

/** Longest comment an archive can have. */
const maxComment = 0xffff;

/**
 * Finds the central directory from the end of the file. It must end where the end record begins: readers
 * differ in what they make of anything in between. Fails with `BAD_ARCHIVE`, `TRUNCATED` or
 * `UNSUPPORTED_ARCHIVE`.
 */
export async function findDirectory(file: RandomAccess, where: string | undefined): Promise<DirectoryExtent> {
  const length = Math.min(file.size, record.end.size + maxComment);
  const tail = await readExactly(file, { offset: file.size - length, length }, where);
  const at = endRecord(tail);
  if (at === undefined) throw archiveError("BAD_ARCHIVE", "this is no zip, or its end is missing", where);
  const plain = parseEnd(tail.subarray(at), where);
  const endAt = file.size - length + at;
  const wide = await findEnd64(file, endAt, where);
  const extent = wide ? agreed(plain, wide, where) : plain;
  const end = wide ? endAt - record.locator64.size - record.end64.size : endAt;
  if (extent.offset + extent.length === end) return extent;
  throw archiveError("BAD_ARCHIVE", "the zip's directory does not end where its end record begins", where);
}

/** The last end record whose comment reaches to the end of the file. */
function endRecord(tail: Buffer): number | undefined {
  for (let at = tail.length - record.end.size; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) !== record.end.signature) continue;
    if (at + record.end.size + tail.readUInt16LE(at + 20) === tail.length) return at;
  }
  return undefined;
}

function parseEnd(bytes: Buffer, where: string | undefined): DirectoryExtent {
  const [disk, onThisDisk, count] = [bytes.readUInt16LE(4), bytes.readUInt16LE(8), bytes.readUInt16LE(10)];
  if ((disk !== 0 && disk !== 0xffff) || onThisDisk !== count) {
    throw archiveError("UNSUPPORTED_ARCHIVE", "the zip is split over several files", where);
  }
  return { count, length: bytes.readUInt32LE(12), offset: bytes.readUInt32LE(16) };
}

/** The ZIP64 end record, where its locator stands right before the end record. */
async function findEnd64(
  file: RandomAccess,
  endAt: number,
  where: string | undefined,
): Promise<DirectoryExtent | undefined> {
  const { locator64, end64 } = record;
  const offset = endAt - locator64.size - end64.size;
  if (offset < 0) return undefined;
  const bytes = await readExactly(file, { offset, length: end64.size + locator64.size }, where);
  const locator = bytes.subarray(end64.size);
  if (locator.readUInt32LE(0) !== locator64.signature) return undefined;
  if (bytes.readUInt32LE(0) !== end64.signature || uint64(locator, 8, where) !== offset) {
    throw archiveError("BAD_ARCHIVE", "the zip's ZIP64 end is not where it says", where);
  }
  return {
    count: uint64(bytes, 32, where),
    length: uint64(bytes, 40, where),
    offset: uint64(bytes, 48, where),
  };
}

/** Both end records must say the same, as far as the small one can say it. */
function agreed(plain: DirectoryExtent, wide: DirectoryExtent, where: string | undefined): DirectoryExtent {
  const agrees =
    (plain.count === 0xffff || plain.count === wide.count) &&
    (plain.length === in64 || plain.length === wide.length) &&
    (plain.offset === in64 || plain.offset === wide.offset);
  if (agrees) return wide;
  throw archiveError("BAD_ARCHIVE", "the zip's two end records contradict each other", where);
}
