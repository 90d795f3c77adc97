import type { Buffer } from "node:buffer";
import { archiveError } from "./archive-error.ts";
import { decodePath, quotePath } from "./path-bytes.ts";
import { flag, type RandomAccess, readExactly, record, widen } from "./zip-fields.ts";
import { memberPath, packing, type ZipSlice } from "./zip-record.ts";

/** Bytes for the name and the extra field of a local header, which a first read takes along. */
const nameRoom = 512;
/** Bytes of content that it takes along at most. */
const contentRoom = 256 * 1024;

/** Where a member's content starts in the zip, and as much of it as came along. */
export interface LocalContent {
  readonly start: number;
  readonly head: Buffer;
}

/**
 * Reads the header that stands before a member's content. It must agree with what the directory said. Fails
 * with `BAD_ARCHIVE`, `TRUNCATED`, `SIZE_LIED` or `UNSUPPORTED_ARCHIVE`. Source: APPNOTE.TXT 4.3.7.
 */
export async function readLocalHeader(
  file: RandomAccess,
  member: ZipSlice,
  where: string | undefined,
): Promise<LocalContent> {
  const offset = member.headerOffset;
  const wanted = record.local.size + nameRoom + Math.min(member.compressedSize, contentRoom);
  let bytes = await readExactly(file, { offset, length: Math.min(wanted, file.size - offset) }, where);
  if (bytes.length < record.local.size || bytes.readUInt32LE(0) !== record.local.signature) {
    throw archiveError("BAD_ARCHIVE", "a zip member is not where the directory says", where);
  }
  const length = record.local.size + bytes.readUInt16LE(26) + bytes.readUInt16LE(28);
  if (length > bytes.length) bytes = await readExactly(file, { offset, length }, where);
  const header = bytes.subarray(0, length);
  expectSameName(header, member, where);
  expectAgreement(header, member, where);
  return { start: offset + length, head: bytes.subarray(length, length + member.compressedSize) };
}

/** Readers that go by the members' own headers, as streaming ones must, would install another file. */
function expectSameName(header: Buffer, { path }: ZipSlice, where: string | undefined): void {
  if (path === undefined) return;
  const name = header.subarray(record.local.size, record.local.size + header.readUInt16LE(26));
  const own = memberPath(decodePath(name), where);
  if (own === path) return;
  const message = `a zip member calls itself ${quotePath(own)}, and the directory calls it ${quotePath(path)}`;
  throw archiveError("BAD_ARCHIVE", message, where);
}

function expectAgreement(header: Buffer, member: ZipSlice, where: string | undefined): void {
  const flags = header.readUInt16LE(6);
  if (packing(flags, header.readUInt16LE(8), where) !== member.method) {
    throw archiveError("BAD_ARCHIVE", "a zip member is packed otherwise than the directory says", where);
  }
  // Writers that could not go back leave sizes and sum to a record after the content.
  if (flags & flag.sizesFollow) return;
  const extra = header.subarray(record.local.size + header.readUInt16LE(26));
  const narrow = [header.readUInt32LE(22), header.readUInt32LE(18)];
  const [size, compressedSize] = widen(narrow, extra, where);
  if (size !== member.size || compressedSize !== member.compressedSize) {
    throw archiveError("SIZE_LIED", "a zip member has other sizes than the directory says", where);
  }
  if (header.readUInt32LE(14) !== member.crc32) {
    throw archiveError("BAD_ARCHIVE", "a zip member has another CRC-32 than the directory says", where);
  }
}
