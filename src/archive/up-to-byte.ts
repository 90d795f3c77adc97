import type { Buffer } from "node:buffer";

/** The bytes before the first one of that value; all where there is none. */
export function upToByte(bytes: Buffer, byte: number): Buffer {
  const end = bytes.indexOf(byte);
  return end === -1 ? bytes : bytes.subarray(0, end);
}
