import { Buffer } from "node:buffer";
import type { Bytes } from "../core/stream.ts";
import { archiveError } from "./archive-error.ts";
import type { ByteReader } from "./byte-reader.ts";

const magic = 0xfd2fb528;
/** Sixteen numbers mark frames that hold no data, such as the index of zstd:chunked. */
const skippableMagic = 0x184d2a5;
/** Bytes of the dictionary number, and of the content size, by their codes. Source: RFC 8878, 3.1.1.1.1. */
const dictionarySizes = [0, 1, 2, 4];
const contentSizes = [0, 2, 4, 8];

/**
 * Cuts zstd data into its frames without unpacking it, and leaves skippable frames out. node:zlib in Node 24
 * ends after the first frame and says nothing. Each frame must be read before the next. Fails with
 * `BAD_ARCHIVE` or `TRUNCATED`. `where` names the file. Source: RFC 8878, 3.
 */
export async function* zstdFrames(
  reader: ByteReader,
  where: string | undefined,
): AsyncGenerator<Bytes, void> {
  let start: Buffer | undefined = await reader.exactly(4);
  for (; start; start = await reader.exactlyOrEnd(4)) {
    const number = start.readUInt32LE(0);
    if (number >>> 4 === skippableMagic) await reader.skip((await reader.exactly(4)).readUInt32LE(0));
    else if (number === magic) yield frame(reader, start, where);
    else throw archiveError("BAD_ARCHIVE", "this is no zstd data, or something follows it", where);
  }
}

async function* frame(reader: ByteReader, start: Buffer, where: string | undefined): Bytes {
  const descriptor = (await reader.exactly(1)).readUInt8(0);
  yield Buffer.concat([start, Buffer.of(descriptor), await reader.exactly(headerLength(descriptor))]);
  for (let isLast = false; !isLast; ) {
    const header = await reader.exactly(3);
    yield header;
    const bits = header.readUIntLE(0, 3);
    const type = (bits >>> 1) & 3;
    if (type === 3) throw archiveError("BAD_ARCHIVE", "the zstd data is damaged", where);
    // A block of one repeated byte stores that byte only.
    yield await reader.exactly(type === 1 ? 1 : bits >>> 3);
    isLast = (bits & 1) === 1;
  }
  if (descriptor & 4) yield await reader.exactly(4);
}

/** Bytes after the frame header's descriptor. */
function headerLength(descriptor: number): number {
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const contentSize = contentSizes[descriptor >>> 6] as number;
  const window = isSingleSegment ? 0 : 1;
  return (
    window + (dictionarySizes[descriptor & 3] as number) + (isSingleSegment ? contentSize || 1 : contentSize)
  );
}
