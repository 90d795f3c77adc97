import { Buffer } from "node:buffer";
import type { Bytes } from "../core/stream.ts";

/**
 * A PEM private key: PKCS #1, PKCS #8, SEC 1 or OpenSSH. Key material has to follow, since programs that read
 * keys carry the first line in their own text. Source: RFC 7468, section 10.
 */
const pattern =
  /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----(?:\r?\n|\\n)(?:[\w-]+: [^\r\n]*\r?\n|\r?\n)*[A-Za-z0-9+/=\r\n\\]{60}/;

/** Bytes kept from one chunk to the next: more than the pattern's first lines with their headers take. */
const overlap = 2048;

/** The line, from 1, of the first private key in a stream of any length; nothing where there is none. */
export async function findPrivateKey(source: Bytes): Promise<number | undefined> {
  let buffer = Buffer.alloc(0);
  let kept = 0;
  let line = 1;
  for await (const chunk of source) {
    const length = kept + chunk.length;
    if (buffer.length < length) buffer = Buffer.concat([buffer.subarray(0, kept)], length);
    buffer.set(chunk, kept);
    const window = buffer.subarray(0, length);
    const index = indexOfKey(window);
    if (index !== undefined) return line + countLines(window.subarray(0, index));
    kept = Math.min(overlap, length);
    line += countLines(window.subarray(0, length - kept));
    buffer.copyWithin(0, length - kept, length);
  }
  return undefined;
}

function indexOfKey(window: Buffer): number | undefined {
  if (!window.includes("PRIVATE KEY-----")) return undefined;
  return pattern.exec(window.toString("latin1"))?.index;
}

function countLines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) count += 1;
  return count;
}
