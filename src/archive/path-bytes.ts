import { Buffer, isUtf8 } from "node:buffer";
import { archiveError } from "./archive-error.ts";

/**
 * File names are bytes; here they are strings. Bytes that are not UTF-8 become the lone surrogates
 * U+DC80..U+DCFF, one for each byte, as PEP 383 has it, so that every name survives the way in and out
 * unchanged.
 */
export function decodePath(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isUtf8(buffer)) return buffer.toString("utf8");
  let text = "";
  for (let at = 0; at < buffer.length; ) {
    const length = sequenceLength(buffer[at] as number);
    const sequence = buffer.subarray(at, at + length);
    if (sequence.length === length && isUtf8(sequence)) {
      text += sequence.toString("utf8");
      at += length;
    } else {
      text += String.fromCharCode(0xdc00 + (buffer[at] as number));
      at += 1;
    }
  }
  return text;
}

/** Length of the UTF-8 sequence that a first byte announces. */
function sequenceLength(first: number): number {
  if (first < 0xc0) return 1;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}

/** The bytes of a path. Fails with `UNSAFE_PATH` for a lone surrogate that stands for no byte. */
export function encodePath(path: string): Buffer {
  if (path.isWellFormed()) return Buffer.from(path, "utf8");
  return Buffer.concat(Array.from(path, encodeCharacter));
}

function encodeCharacter(character: string): Buffer {
  if (character.isWellFormed()) return Buffer.from(character, "utf8");
  const unit = character.charCodeAt(0);
  if (unit < 0xdc80 || unit > 0xdcff) {
    throw archiveError(
      "UNSAFE_PATH",
      `U+${unit.toString(16).toUpperCase()} stands for no byte of a file name`,
      undefined,
    );
  }
  return Buffer.of(unit - 0xdc00);
}

/**
 * A path in quotes for a message, with everything escaped by which a hostile name could play with a terminal.
 */
export function quotePath(path: string): string {
  const text = JSON.stringify(path.length > 200 ? `${path.slice(0, 200)}…` : path);
  return text.replace(/[\x7f-\x9f]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
}

/** From here on the order of UTF-16 units is not the order of UTF-8 bytes. */
const beyondPlainOrder = /[\ud800-\uffff]/;

/** Orders paths by their bytes, whatever the locale: a parent comes before what is in it. */
export function comparePaths(a: string, b: string): number {
  if (a === b) return 0;
  if (beyondPlainOrder.test(a) || beyondPlainOrder.test(b))
    return Buffer.compare(encodePath(a), encodePath(b));
  return a < b ? -1 : 1;
}
