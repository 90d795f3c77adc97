import { Buffer } from "node:buffer";
import { archiveError } from "./archive-error.ts";
import type { EntryHeader, EntryType } from "./entry.ts";
import { encodePath, quotePath } from "./path-bytes.ts";
import { encodePax, xattrPrefix } from "./pax.ts";
import { blockSize, checksum, field, fitsOctal, padding, putOctal } from "./tar-fields.ts";

const typeFlags: Readonly<Partial<Record<EntryType, string>>> = {
  file: "0",
  hardlink: "1",
  symlink: "2",
  directory: "5",
  fifo: "6",
};

/** What goes into one header block. */
interface Block {
  readonly type: string;
  readonly name: Buffer;
  readonly prefix?: Buffer;
  readonly linkName?: Buffer;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly mtime: number;
}

/**
 * The header blocks of an entry: one ustar block, with a PAX header before it only where ustar cannot say it
 * (names that are long or not ASCII, large numbers, times before 1970, extended attributes). The bytes depend
 * on nothing but the header: owners are numeric, and there is no access or change time. Fails with
 * `UNSUPPORTED_ARCHIVE` for devices.
 */
export function tarHeader(header: EntryHeader): Buffer {
  const type = typeFlags[header.type];
  if (type === undefined) {
    throw archiveError("UNSUPPORTED_ARCHIVE", `cooper writes no ${header.type} into an archive`, header.path);
  }
  const records = new Map<string, Buffer>();
  const number = (key: "uid" | "gid" | "size" | "mtime", value: number) => {
    if (!Number.isSafeInteger(value) || (value < 0 && key !== "mtime")) throw badNumber(key, header);
    if (fitsOctal(value, field[key])) return value;
    records.set(key, Buffer.from(String(value)));
    return 0;
  };
  const block: Block = {
    type,
    mode: header.mode & 0o7777,
    uid: number("uid", header.uid),
    gid: number("gid", header.gid),
    size: number("size", header.size),
    mtime: number("mtime", Math.floor(header.mtime)),
    ...nameFields(header, records),
    linkName: linkField(header, records),
  };
  for (const [name, value] of header.xattrs ?? []) records.set(xattrRecord(name, header), Buffer.from(value));
  return records.size === 0
    ? ustarBlock(block)
    : Buffer.concat([paxHeader(block.name, records), ustarBlock(block)]);
}

function badNumber(key: "uid" | "gid" | "size" | "mtime", header: EntryHeader): Error {
  const message = `${quotePath(header.path)} cannot have ${header[key]} as its ${key}`;
  return archiveError("UNSUPPORTED_ARCHIVE", message, header.path);
}

function nameFields(header: EntryHeader, records: Map<string, Buffer>): { name: Buffer; prefix?: Buffer } {
  const path = header.path === "" ? "." : header.path;
  const bytes = withoutNul(header.type === "directory" ? `${path}/` : path);
  const fields = isPlain(bytes) ? splitName(bytes) : undefined;
  if (fields !== undefined) return fields;
  records.set("path", bytes);
  return { name: standIn(bytes) };
}

function linkField(header: EntryHeader, records: Map<string, Buffer>): Buffer {
  const bytes = withoutNul(header.linkTarget ?? "");
  if (isPlain(bytes) && bytes.length <= field.linkName[1]) return bytes;
  records.set("linkpath", bytes);
  return standIn(bytes);
}

/** A path's bytes. Readers would take a NUL for its end. */
function withoutNul(path: string): Buffer {
  if (!path.includes("\0")) return encodePath(path);
  throw archiveError("UNSAFE_PATH", "a path with a NUL byte cannot go into an archive", quotePath(path));
}

/** A path over 100 bytes may be cut at a slash into a prefix of at most 155 bytes and a name of 1 to 100. */
function splitName(bytes: Buffer): { name: Buffer; prefix?: Buffer } | undefined {
  const [nameLength, prefixLength] = [field.name[1], field.prefix[1]];
  if (bytes.length <= nameLength) return { name: bytes };
  const slash = bytes.lastIndexOf(0x2f, Math.min(prefixLength, bytes.length - 2));
  const name = bytes.subarray(slash + 1);
  return slash > 0 && name.length <= nameLength ? { name, prefix: bytes.subarray(0, slash) } : undefined;
}

function isPlain(bytes: Buffer): boolean {
  return bytes.every((byte) => byte < 0x80);
}

/** What a reader without PAX sees in place of a name that does not fit. */
function standIn(bytes: Buffer): Buffer {
  return Buffer.from(bytes.subarray(0, field.name[1]).map((byte) => (byte < 0x80 ? byte : 0x5f)));
}

function xattrRecord(name: string, header: EntryHeader): string {
  if (name !== "" && !name.includes("=")) return xattrPrefix + name;
  throw archiveError(
    "UNSUPPORTED_ARCHIVE",
    `tar cannot hold an extended attribute named "${name}"`,
    header.path,
  );
}

/** A PAX header named after its entry, as other writers do, with nothing in it that could vary. */
function paxHeader(name: Buffer, records: ReadonlyMap<string, Buffer>): Buffer {
  const body = encodePax(records);
  const base =
    name
      .toString("latin1")
      .split("/")
      .findLast((part) => part !== "") ?? "";
  const block = ustarBlock({
    type: "x",
    name: Buffer.from(`PaxHeaders.0/${base}`.slice(0, field.name[1]), "latin1"),
    mode: 0o644,
    uid: 0,
    gid: 0,
    size: body.length,
    mtime: 0,
  });
  return Buffer.concat([block, body, Buffer.alloc(padding(body.length))]);
}

function ustarBlock(content: Block): Buffer {
  // A part of a larger buffer: thousands of small ones of their own would keep the garbage collector busy.
  const block = Buffer.allocUnsafe(blockSize).fill(0);
  content.name.copy(block, field.name[0]);
  putOctal(block, field.mode, content.mode);
  putOctal(block, field.uid, content.uid);
  putOctal(block, field.gid, content.gid);
  putOctal(block, field.size, content.size);
  putOctal(block, field.mtime, content.mtime);
  block.write(content.type, field.type[0], "latin1");
  content.linkName?.copy(block, field.linkName[0]);
  block.write("ustar\x0000", field.magic[0], "latin1");
  putOctal(block, field.deviceMajor, 0);
  putOctal(block, field.deviceMinor, 0);
  content.prefix?.copy(block, field.prefix[0]);
  // Six digits, a NUL and a space: the one field that POSIX lays out so.
  block.write(`${checksum(block).toString(8).padStart(6, "0")}\0 `, field.checksum[0], "latin1");
  return block;
}
