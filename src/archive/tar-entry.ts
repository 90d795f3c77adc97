import { Buffer } from "node:buffer";
import { archiveError } from "./archive-error.ts";
import type { EntryHeader, EntryType } from "./entry.ts";
import { decodePath, quotePath } from "./path-bytes.ts";
import { type PaxRecords, xattrPrefix } from "./pax.ts";
import { safePath } from "./safe-path.ts";
import { field, numberField, textField } from "./tar-fields.ts";

const types: Readonly<Record<string, EntryType>> = {
  "0": "file",
  "\0": "file",
  "7": "file",
  "1": "hardlink",
  "2": "symlink",
  "3": "character-device",
  "4": "block-device",
  "5": "directory",
  "6": "fifo",
};

/** The type flag of a header block. */
export function typeFlag(block: Buffer): string {
  return String.fromCharCode(block[field.type[0]] as number);
}

/**
 * What a header block says, with the PAX records in force taken into account. GNU's long names count as
 * records `path` and `linkpath`. Fails with `UNSAFE_PATH`, `BAD_ARCHIVE` or `UNSUPPORTED_ARCHIVE`. `where`
 * names the archive.
 */
export function parseEntry(block: Buffer, records: PaxRecords, where: string | undefined): EntryHeader {
  const rawPath = decodePath(records.get("path") ?? ownName(block));
  const path = safePath(rawPath, where);
  const type = entryType(block, rawPath, where);
  refuseSparse(block, records, path, where);
  const number = (key: "size" | "uid" | "gid" | "mtime") => {
    const record = records.get(key);
    const value = record ? decimal(record, key === "mtime") : numberField(block, field[key]);
    if (value !== undefined && (value >= 0 || key === "mtime")) return value;
    throw archiveError("BAD_ARCHIVE", `the ${key} of ${quotePath(path)} is not a number it can have`, where);
  };
  const xattrs = xattrsOf(records);
  return {
    path,
    type,
    mode: (numberField(block, field.mode) ?? 0) & 0o7777,
    uid: number("uid"),
    gid: number("gid"),
    mtime: number("mtime"),
    size: contentSize(type, number("size"), path, where),
    ...linkOf(block, records, type, where),
    ...(xattrs.size > 0 && { xattrs }),
  };
}

/** The size field of a block that is an extended header. */
export function metaSize(block: Buffer, where: string | undefined): number {
  const size = numberField(block, field.size);
  if (size !== undefined && size >= 0) return size;
  throw archiveError("BAD_ARCHIVE", "an extended header has no valid size", where);
}

function ownName(block: Buffer): Uint8Array {
  const name = textField(block, field.name);
  const isUstar = block.toString("latin1", field.magic[0], field.magic[0] + 6) === "ustar\0";
  const prefix = isUstar ? textField(block, field.prefix) : undefined;
  return prefix?.length ? Buffer.concat([prefix, Buffer.of(0x2f), name]) : name;
}

function entryType(block: Buffer, rawPath: string, where: string | undefined): EntryType {
  const flag = typeFlag(block);
  // Archives older than POSIX mark a directory by its slash only.
  if (flag === "\0" && rawPath.endsWith("/")) return "directory";
  const type = types[flag];
  if (type) return type;
  throw archiveError(
    "UNSUPPORTED_ARCHIVE",
    `${quotePath(rawPath)} is of a type ${quotePath(flag)} that cooper does not read`,
    where,
  );
}

function refuseSparse(block: Buffer, records: PaxRecords, path: string, where: string | undefined): void {
  if (typeFlag(block) !== "S" && ![...records.keys()].some((key) => key.startsWith("GNU.sparse."))) return;
  throw archiveError(
    "UNSUPPORTED_ARCHIVE",
    `${quotePath(path)} is stored as a sparse file, which cooper does not read`,
    where,
  );
}

/** Only files have content. Old writers give hard links the size of their file, but no content. */
function contentSize(type: EntryType, size: number, path: string, where: string | undefined): number {
  if (type === "file" || size === 0) return size;
  if (type === "hardlink") return 0;
  throw archiveError(
    "BAD_ARCHIVE",
    `${quotePath(path)} is a ${type} and yet has a size of ${size} bytes`,
    where,
  );
}

function linkOf(
  block: Buffer,
  records: PaxRecords,
  type: EntryType,
  where: string | undefined,
): { linkTarget?: string } {
  if (type !== "symlink" && type !== "hardlink") return {};
  const text = decodePath(records.get("linkpath") ?? textField(block, field.linkName));
  if (type === "hardlink") return { linkTarget: safePath(text, where) };
  if (text !== "" && !text.includes("\0")) return { linkTarget: text };
  throw archiveError("BAD_ARCHIVE", "a symlink has no valid target", where);
}

function xattrsOf(records: PaxRecords): Map<string, Uint8Array> {
  const xattrs = new Map<string, Uint8Array>();
  for (const [key, value] of records) {
    if (key.startsWith(xattrPrefix)) xattrs.set(key.slice(xattrPrefix.length), value);
  }
  return xattrs;
}

/** A decimal PAX number; times may be negative and have a fraction, which is dropped. */
function decimal(bytes: Uint8Array, isTime: boolean): number | undefined {
  const text = Buffer.from(bytes).toString("latin1");
  if (!(isTime ? /^-?\d+(\.\d*)?$/ : /^\d+$/).test(text)) return undefined;
  const value = Math.floor(Number(text));
  return Number.isSafeInteger(value) ? value : undefined;
}
