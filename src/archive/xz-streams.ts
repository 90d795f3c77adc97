import { Buffer } from "node:buffer";
import type { Bytes } from "../core/stream.ts";
import { archiveError } from "./archive-error.ts";
import type { ByteReader } from "./byte-reader.ts";
import { admitBlock, checkSize } from "./xz-headers.ts";

const magic = Buffer.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00);
/** Stream padding comes in words of zeros. */
const word = 4;

/**
 * Cuts an .xz file into its streams, which may follow one another with zeros in between. Decoders stop after
 * the first stream and are vague about a missing end, so the bounds are found here by walking the structure
 * without unpacking it. Each stream must be read before the next. Fails with `BAD_ARCHIVE`, `TRUNCATED`,
 * `UNSUPPORTED_ARCHIVE` or `ARCHIVE_LIMIT`. `where` names the file.
 */
export async function* xzStreams(reader: ByteReader, where: string | undefined): AsyncGenerator<Bytes, void> {
  let isFirst = true;
  for (let start = await reader.exactlyOrEnd(word); start; start = await reader.exactlyOrEnd(word)) {
    if (!isFirst && start.every((byte) => byte === 0)) continue;
    const header = Buffer.concat([start, await reader.exactly(8)]);
    if (!header.subarray(0, magic.length).equals(magic)) {
      throw archiveError(
        "BAD_ARCHIVE",
        isFirst ? "this is no xz file" : "something follows the xz data",
        where,
      );
    }
    yield new XzWalk(reader, where).stream(header);
    isFirst = false;
  }
  if (isFirst) throw archiveError("TRUNCATED", "the xz file is empty", where);
}

/** One walk through a stream. Every method yields the bytes that it passes. */
class XzWalk {
  readonly #reader: ByteReader;
  readonly #where: string | undefined;

  constructor(reader: ByteReader, where: string | undefined) {
    this.#reader = reader;
    this.#where = where;
  }

  async *stream(header: Buffer): Bytes {
    const check = checkSize(header, this.#where);
    yield header;
    for (;;) {
      const start = this.#reader.position;
      const first = await this.#reader.exactly(1);
      yield first;
      if (first[0] === 0) {
        yield* this.#index(start);
        return;
      }
      const rest = await this.#reader.exactly(((first[0] as number) + 1) * 4 - 1);
      admitBlock(rest, this.#where);
      yield rest;
      yield* this.#chunks();
      yield* this.#aligned(start);
      yield await this.#reader.exactly(check);
    }
  }

  /**
   * LZMA2 chunks tell their own length. Source: xz's `lzma2_decoder.c` and the Linux kernel's
   * `xz_dec_lzma2.c`.
   */
  async *#chunks(): Bytes {
    for (;;) {
      const control = await this.#reader.exactly(1);
      const kind = control[0] as number;
      yield control;
      if (kind === 0) return;
      if (kind > 2 && kind < 0x80) throw archiveError("BAD_ARCHIVE", "the xz data is damaged", this.#where);
      const sizes = await this.#reader.exactly(kind < 0x80 ? 2 : kind < 0xc0 ? 4 : 5);
      yield sizes;
      yield await this.#reader.exactly(sizes.readUInt16BE(kind < 0x80 ? 0 : 2) + 1);
    }
  }

  /** The list of blocks and the footer of 12 bytes. What they say is the decoder's to check. */
  async *#index(start: number): Bytes {
    const count = yield* this.#integer();
    for (let left = count * 2; left > 0; left -= 1) yield* this.#integer();
    yield* this.#aligned(start);
    yield await this.#reader.exactly(4 + 12);
  }

  /** A number in groups of seven bits, least significant first. */
  async *#integer(): AsyncGenerator<Buffer, number> {
    let value = 0;
    for (let factor = 1; factor <= Number.MAX_SAFE_INTEGER; factor *= 128) {
      const byte = await this.#reader.exactly(1);
      yield byte;
      value += ((byte[0] as number) & 0x7f) * factor;
      if ((byte[0] as number) < 0x80) return value;
    }
    throw archiveError("BAD_ARCHIVE", "the xz index is damaged", this.#where);
  }

  /** Zeros up to a multiple of four bytes from `start`. */
  async *#aligned(start: number): Bytes {
    yield await this.#reader.exactly((word - ((this.#reader.position - start) % word)) % word);
  }
}
