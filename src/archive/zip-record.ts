import type { Buffer } from "node:buffer";
import { archiveError } from "./archive-error.ts";
import { decodePath, quotePath } from "./path-bytes.ts";
import { safePath } from "./safe-path.ts";
import { flag, methods, record, widen } from "./zip-fields.ts";

/** Where a member lies, and how to check it: what `openZipMember` needs. */
export interface ZipSlice {
  /** What the member's own header must say too, in the form of `EntryHeader.path`; not compared where it is absent. */
  readonly path?: string;
  /** Of the local file header, in bytes from the start of the zip. */
  readonly headerOffset: number;
  readonly compressedSize: number;
  readonly size: number;
  readonly method: "store" | "deflate";
  readonly crc32: number;
}

/** A member as the central directory has it. */
export interface ZipMember extends ZipSlice {
  readonly path: string;
  /** Permission bits, or 0 where the zip does not say them. */
  readonly mode: number;
  readonly isDirectory: boolean;
  readonly isSymlink: boolean;
}

/** The number by which Unix systems mark what they pack. Source: APPNOTE.TXT 4.4.2. */
const unix = 3;
const fileTypeMask = 0o170000;
const symlinkType = 0o120000;

/** The records of a central directory. Fails with `BAD_ARCHIVE`, `UNSAFE_PATH` or `UNSUPPORTED_ARCHIVE`. */
export function parseDirectory(bytes: Buffer, count: number, where: string | undefined): ZipMember[] {
  const members: ZipMember[] = [];
  let at = 0;
  while (at < bytes.length) {
    const length = recordLength(bytes, at);
    if (length === undefined) throw archiveError("BAD_ARCHIVE", "the zip's directory is damaged", where);
    members.push(parseMember(bytes.subarray(at, at + length), where));
    at += length;
  }
  if (members.length === count) return members;
  throw archiveError("BAD_ARCHIVE", `the zip lists ${members.length} members and counts ${count}`, where);
}

function recordLength(bytes: Buffer, at: number): number | undefined {
  const { signature, size } = record.central;
  if (at + size > bytes.length || bytes.readUInt32LE(at) !== signature) return undefined;
  const variable = bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  return at + size + variable <= bytes.length ? size + variable : undefined;
}

function parseMember(bytes: Buffer, where: string | undefined): ZipMember {
  const nameEnd = record.central.size + bytes.readUInt16LE(28);
  const extra = bytes.subarray(nameEnd, nameEnd + bytes.readUInt16LE(30));
  const name = decodePath(bytes.subarray(record.central.size, nameEnd));
  const path = memberPath(name, where);
  const narrow = [bytes.readUInt32LE(24), bytes.readUInt32LE(20), bytes.readUInt32LE(42)];
  const [size = 0, compressedSize = 0, headerOffset = 0] = widen(narrow, extra, where);
  const mode = bytes[5] === unix ? bytes.readUInt16LE(40) : 0;
  return {
    path,
    mode: mode & 0o7777,
    isDirectory: name.endsWith("/"),
    isSymlink: (mode & fileTypeMask) === symlinkType,
    method: packing(bytes.readUInt16LE(8), bytes.readUInt16LE(10), `${where ?? "zip"}: ${path}`),
    crc32: bytes.readUInt32LE(16),
    size,
    compressedSize,
    headerOffset,
  };
}

/**
 * The path that a name in the zip means. Zip knows slashes only; a backslash is a folder to some readers and a letter
 * to others. Fails with `UNSAFE_PATH`.
 */
export function memberPath(name: string, where: string | undefined): string {
  if (!name.includes("\\")) return safePath(name, where);
  throw archiveError("UNSAFE_PATH", `${quotePath(name)} has a backslash in its path`, where);
}

/** How a member is packed, from its flags and method. Fails with `UNSUPPORTED_ARCHIVE`. */
export function packing(flags: number, method: number, where: string | undefined): ZipSlice["method"] {
  if (flags & (flag.encrypted | flag.strongEncryption | flag.maskedHeaders)) {
    throw archiveError("UNSUPPORTED_ARCHIVE", "the zip member is encrypted", where);
  }
  const name = methods[method];
  if (name) return name;
  throw archiveError(
    "UNSUPPORTED_ARCHIVE",
    `the zip member is packed by method ${method}, not by deflate`,
    where,
  );
}
