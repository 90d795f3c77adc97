import type { Buffer } from "node:buffer";
import { crc32, createInflateRaw, inflateRawSync } from "node:zlib";
import { codeOf } from "../core/error.ts";
import { type Bytes, bytesOf, collect } from "../core/stream.ts";
import { archiveError } from "./archive-error.ts";
import { engineFailure, through } from "./through.ts";
import { type RandomAccess, readExactly } from "./zip-fields.ts";
import { readLocalHeader } from "./zip-local.ts";
import type { ZipSlice } from "./zip-record.ts";

/**
 * Bytes of one read; also the size up to which a member is unpacked in one go, which takes far fewer steps.
 */
const chunkSize = 256 * 1024;

/**
 * The content of a zip member. It ends well only after exactly `size` bytes with the right CRC-32; one byte
 * more fails at once. The member's own header must agree with the slice. Fails with `BAD_ARCHIVE`,
 * `TRUNCATED`, `SIZE_LIED` or `UNSUPPORTED_ARCHIVE`. `where` names the archive, and the member where that is
 * known.
 */
export async function* openZipMember(file: RandomAccess, member: ZipSlice, where?: string): Bytes {
  const packed = packedBytes(file, member, where);
  const plain = member.method === "store" ? packed : inflated(packed, member, where);
  let sum = 0;
  let left = member.size;
  for await (const chunk of plain) {
    left -= chunk.length;
    if (left < 0) throw lied(member, "more", where);
    sum = crc32(chunk, sum);
    yield chunk;
  }
  if (left > 0) throw lied(member, "fewer", where);
  if (sum !== member.crc32) throw archiveError("BAD_ARCHIVE", "a zip member has a wrong CRC-32", where);
}

/**
 * The member's bytes as they are stored. The first read takes along what is at hand, all of a small member.
 */
async function* packedBytes(file: RandomAccess, member: ZipSlice, where: string | undefined): Bytes {
  const { start, head } = await readLocalHeader(file, member, where);
  if (head.length > 0) yield head;
  const end = start + member.compressedSize;
  for (let offset = start + head.length; offset < end; offset += chunkSize) {
    yield await readExactly(file, { offset, length: Math.min(chunkSize, end - offset) }, where);
  }
}

function inflated(packed: Bytes, member: ZipSlice, where: string | undefined): Bytes {
  const isSmall = member.size <= chunkSize && member.compressedSize <= chunkSize;
  return isSmall ? inflatedAtOnce(packed, member, where) : inflatedInSteps(packed, member, where);
}

async function* inflatedInSteps(packed: Bytes, member: ZipSlice, where: string | undefined): Bytes {
  const engine = createInflateRaw({ chunkSize });
  yield* through(packed, engine, where);
  expectAllUsed(engine.bytesWritten, member, where);
}

async function* inflatedAtOnce(packed: Bytes, member: ZipSlice, where: string | undefined): Bytes {
  const input = await collect(packed, member.compressedSize);
  const { buffer, used } = inflateSmall(input, member, where);
  expectAllUsed(used, member, where);
  yield* bytesOf(buffer);
}

function inflateSmall(input: Buffer, member: ZipSlice, where: string | undefined) {
  // One byte of room over the size, so that a member that lies is told from one that is exact.
  const room = member.size + 1;
  try {
    const options = { info: true, maxOutputLength: room, chunkSize: Math.max(room, 64) } as const;
    const { buffer, engine } = inflateRawSync(input, options) as unknown as Inflated;
    return { buffer, used: engine.bytesWritten };
  } catch (cause) {
    if (codeOf(cause) === "ERR_BUFFER_TOO_LARGE") throw lied(member, "more", where);
    throw engineFailure(cause, where);
  }
}

/** What node:zlib returns with `info`, which its types do not tell. */
interface Inflated {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

function expectAllUsed(used: number, member: ZipSlice, where: string | undefined): void {
  if (used === member.compressedSize) return;
  const message = `a zip member's content ends after ${used} of ${member.compressedSize} packed bytes`;
  throw archiveError("SIZE_LIED", message, where);
}

function lied(member: ZipSlice, comparison: "more" | "fewer", where: string | undefined): Error {
  return archiveError("SIZE_LIED", `a zip member has ${comparison} than its ${member.size} bytes`, where);
}
