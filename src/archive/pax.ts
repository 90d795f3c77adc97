import { Buffer } from "node:buffer";
import { archiveError } from "./archive-error.ts";

/** Records of a PAX extended header: values are bytes, since file names and attributes are. */
export type PaxRecords = ReadonlyMap<string, Uint8Array>;

/** Prefix under which star, GNU tar and Go keep extended attributes. */
export const xattrPrefix = "SCHILY.xattr.";

/** `<length> <key>=<value>\n` for each record, by key. Source: POSIX.1-2017, "pax Extended Header". */
export function encodePax(records: PaxRecords): Buffer {
  const keys = [...records.keys()].sort((a, b) => (a < b ? -1 : 1));
  return Buffer.concat(keys.map((key) => encodeRecord(key, records.get(key) as Uint8Array)));
}

function encodeRecord(key: string, value: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(` ${key}=`), value, Buffer.of(0x0a)]);
  let length = body.length + 1;
  // The length counts its own digits.
  while (body.length + String(length).length > length) length += 1;
  return Buffer.concat([Buffer.from(String(length)), body]);
}

/** Reads what {@link encodePax} writes. Fails with `BAD_ARCHIVE`. `where` names the archive. */
export function parsePax(bytes: Buffer, where: string | undefined): Map<string, Buffer> {
  const records = new Map<string, Buffer>();
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at);
    const digits = space === -1 || space - at > 10 ? "" : bytes.toString("latin1", at, space);
    const end = at + (/^\d+$/.test(digits) ? Number(digits) : 0);
    const equals = bytes.indexOf(0x3d, space);
    if (end > bytes.length || equals === -1 || equals >= end || bytes[end - 1] !== 0x0a) {
      throw archiveError("BAD_ARCHIVE", `a PAX header has a broken record at its byte ${at}`, where);
    }
    records.set(bytes.toString("utf8", space + 1, equals), bytes.subarray(equals + 1, end - 1));
    at = end;
  }
  return records;
}
