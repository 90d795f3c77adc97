import { Buffer } from "node:buffer";
import { archiveError } from "./archive-error.ts";

/** A zip as its reader needs it: any run of its bytes at any time. */
export interface RandomAccess {
  /** Bytes in all. */
  readonly size: number;
  /** Exactly `length` bytes from `offset`. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** Signatures and fixed sizes of zip's records. Source: APPNOTE.TXT 4.3. */
export const record = {
  local: { signature: 0x04034b50, size: 30 },
  central: { signature: 0x02014b50, size: 46 },
  end: { signature: 0x06054b50, size: 22 },
  end64: { signature: 0x06064b50, size: 56 },
  locator64: { signature: 0x07064b50, size: 20 },
} as const;

/** Marks a 32-bit field whose value stands in the ZIP64 extra field. */
export const in64 = 0xffffffff;

/** Flag bits. Source: APPNOTE.TXT 4.4.4. */
export const flag = {
  encrypted: 0x1,
  sizesFollow: 0x8,
  strongEncryption: 0x40,
  maskedHeaders: 0x2000,
} as const;

/** How members are stored, by zip's numbers. */
export const methods: Readonly<Record<number, "store" | "deflate">> = { 0: "store", 8: "deflate" };

/**
 * Exactly `length` bytes. Fails with `TRUNCATED` where the file is not that long. `where` names the archive.
 */
export async function readExactly(
  file: RandomAccess,
  run: { readonly offset: number; readonly length: number },
  where: string | undefined,
): Promise<Buffer> {
  const { offset, length } = run;
  const fits = offset >= 0 && length >= 0 && offset + length <= file.size;
  const bytes = fits ? await file.read(offset, length) : undefined;
  if (bytes?.length !== length) throw archiveError("TRUNCATED", "a zip points behind its own end", where);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A 64-bit field. Fails with `BAD_ARCHIVE` where it is too large to be true. */
export function uint64(bytes: Buffer, offset: number, where: string | undefined): number {
  if (offset + 8 > bytes.length)
    throw archiveError("BAD_ARCHIVE", "a zip has a ZIP64 field cut short", where);
  const value = Number(bytes.readBigUInt64LE(offset));
  if (Number.isSafeInteger(value)) return value;
  throw archiveError("BAD_ARCHIVE", "a zip has a size that cannot be", where);
}

/**
 * Puts the values of the ZIP64 extra field in place of those fields that say {@link in64}, in their order.
 * Source: APPNOTE.TXT 4.5.3.
 */
export function widen(fields: readonly number[], extra: Buffer, where: string | undefined): number[] {
  if (!fields.includes(in64)) return [...fields];
  const wide = extraField(extra, 0x0001);
  if (!wide) throw archiveError("BAD_ARCHIVE", "a zip lacks a ZIP64 field", where);
  let at = 0;
  return fields.map((value) => {
    if (value !== in64) return value;
    at += 8;
    return uint64(wide, at - 8, where);
  });
}

/** The data of the extra field with this number. */
function extraField(extra: Buffer, id: number): Buffer | undefined {
  for (let at = 0; at + 4 <= extra.length; ) {
    const end = at + 4 + extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === id && end <= extra.length) return extra.subarray(at + 4, end);
    at = end;
  }
  return undefined;
}
