import type { Buffer } from "node:buffer";
import { upToByte } from "./up-to-byte.ts";

/** Tar is made of blocks of this many bytes. */
export const blockSize = 512;

/**
 * Where the fields of a header block lie: offset and length. Source: POSIX.1-2017, pax, "ustar Interchange
 * Format".
 */
export const field = {
  name: [0, 100],
  mode: [100, 8],
  uid: [108, 8],
  gid: [116, 8],
  size: [124, 12],
  mtime: [136, 12],
  checksum: [148, 8],
  type: [156, 1],
  linkName: [157, 100],
  magic: [257, 8],
  deviceMajor: [329, 8],
  deviceMinor: [337, 8],
  prefix: [345, 155],
} as const;

/** The place of one of the fields. */
export type Field = (typeof field)[keyof typeof field];

/** Bytes from the end of a content of `size` bytes to the next block. */
export function padding(size: number): number {
  return (blockSize - (size % blockSize)) % blockSize;
}

/** The bytes of a text field up to its first NUL. */
export function textField(block: Buffer, [offset, length]: Field): Buffer {
  return upToByte(block.subarray(offset, offset + length), 0);
}

/** Writes a number as zero-padded octal digits and a NUL. It must fit: see {@link fitsOctal}. */
export function putOctal(block: Buffer, [offset, length]: Field, value: number): void {
  block.write(value.toString(8).padStart(length - 1, "0"), offset, "latin1");
}

/** Whether a field holds a number as octal digits: up to 2097151 in 8 bytes, just under 8 GiB in 12. */
export function fitsOctal(value: number, [, length]: Field): boolean {
  return value >= 0 && value < 8 ** (length - 1);
}

/** A number field in octal or in GNU's base-256; nothing where it is neither, or too large to be exact. */
export function numberField(block: Buffer, [offset, length]: Field): number | undefined {
  const bytes = block.subarray(offset, offset + length);
  const first = bytes[0] as number;
  if (first & 0x80) return base256(bytes);
  const text = bytes
    .toString("latin1")
    .replace(/[\0 ]+$/, "")
    .trimStart();
  if (text === "") return 0;
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : undefined;
}

/** Two's complement, big endian; the topmost bit marks the encoding. */
function base256(bytes: Buffer): number | undefined {
  const negative = ((bytes[0] as number) & 0x40) !== 0;
  const top = (bytes[0] as number) & 0x7f;
  let value = BigInt(negative ? top - 0x80 : top);
  for (const byte of bytes.subarray(1)) value = value * 256n + BigInt(byte);
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : undefined;
}

/** Sum of a block's bytes with its checksum field taken as spaces. */
export function checksum(block: ArrayLike<number>): number {
  const [offset, length] = field.checksum;
  let sum = 0x20 * length;
  for (let i = 0; i < blockSize; i += 1) sum += block[i] as number;
  for (let i = offset; i < offset + length; i += 1) sum -= block[i] as number;
  return sum;
}
