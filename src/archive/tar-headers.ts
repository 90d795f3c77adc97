import type { Buffer } from "node:buffer";
import { type ArchiveErrorCode, archiveError } from "./archive-error.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { EntryHeader } from "./entry.ts";
import { parsePax } from "./pax.ts";
import { metaSize, parseEntry, typeFlag } from "./tar-entry.ts";
import { blockSize, checksum, field, numberField, padding } from "./tar-fields.ts";
import { upToByte } from "./up-to-byte.ts";

/** Bytes that the extended headers of one entry may have. Real ones have some hundred. */
const maxMeta = 2 ** 20;

/** One entry's headers as they stand in the archive. */
export interface TarHeaders {
  /** Nothing at the end of the archive. */
  readonly entry: EntryHeader | undefined;
  /** The blocks they were read from: extended headers first. */
  readonly blocks: readonly Buffer[];
}

/**
 * Reads the headers of a tar: ustar, PAX (`x` and `g`), GNU long names, and what was before POSIX. Contents
 * are the caller's to read or skip, with their padding. Fails with `BAD_ARCHIVE`, `TRUNCATED`, `UNSAFE_PATH`,
 * `UNSUPPORTED_ARCHIVE` or `ARCHIVE_LIMIT`.
 */
export class TarHeaderReader {
  readonly #reader: ByteReader;
  readonly #where: string | undefined;
  #globals = new Map<string, Buffer>();

  /** `where` names the archive. */
  constructor(reader: ByteReader, where: string | undefined) {
    this.#reader = reader;
    this.#where = where;
  }

  /** The headers of the next entry. */
  async next(): Promise<TarHeaders> {
    const blocks: Buffer[] = [];
    const records = new Map<string, Buffer>();
    for (let budget = maxMeta; ; ) {
      const block = await this.#reader.exactly(blockSize);
      blocks.push(block);
      if (isZero(block)) return this.#end(blocks);
      this.#verify(block);
      const flag = typeFlag(block);
      if (!"xgLK".includes(flag)) return { entry: this.#parse(block, records), blocks };
      budget -= blockSize + metaSize(block, this.#where);
      if (budget < 0) throw this.#bad("ARCHIVE_LIMIT", `an extended header exceeds ${maxMeta} bytes`);
      blocks.push(await this.#meta(block, flag, records));
    }
  }

  /**
   * Reads the body of an extended header, takes note of what it says, and gives the body with its padding.
   */
  async #meta(block: Buffer, flag: string, records: Map<string, Buffer>): Promise<Buffer> {
    const size = metaSize(block, this.#where);
    const padded = await this.#reader.exactly(size + padding(size));
    const body = padded.subarray(0, size);
    if (flag === "L") records.set("path", upToByte(body, 0));
    else if (flag === "K") records.set("linkpath", upToByte(body, 0));
    else if (flag === "x") for (const [key, value] of parsePax(body, this.#where)) records.set(key, value);
    else this.#globals = this.#merged(parsePax(body, this.#where));
    return padded;
  }

  /** A record without a value takes back an earlier one. */
  #merged(records: ReadonlyMap<string, Buffer>): Map<string, Buffer> {
    const merged = new Map([...this.#globals, ...records]);
    for (const [key, value] of merged) if (value.length === 0) merged.delete(key);
    const size = merged.entries().reduce((sum, [key, value]) => sum + key.length + value.length, 0);
    if (size > maxMeta) throw this.#bad("ARCHIVE_LIMIT", `the global headers exceed ${maxMeta} bytes`);
    return merged;
  }

  #parse(block: Buffer, records: ReadonlyMap<string, Buffer>): EntryHeader {
    return parseEntry(block, this.#merged(records), this.#where);
  }

  /** Two zero blocks end an archive; where only one was written, nothing may follow. */
  async #end(blocks: Buffer[]): Promise<TarHeaders> {
    if (blocks.length > 1) throw this.#bad("BAD_ARCHIVE", "an extended header is not followed by its entry");
    const second = await this.#reader.exactlyOrEnd(blockSize);
    if (second === undefined) return { entry: undefined, blocks };
    if (!isZero(second))
      throw this.#bad("BAD_ARCHIVE", "a block of zeros stands in the middle of the archive");
    return { entry: undefined, blocks: [...blocks, second] };
  }

  #verify(block: Buffer): void {
    const stated = numberField(block, field.checksum);
    if (stated !== checksum(block) && stated !== checksum(new Int8Array(block))) {
      throw this.#bad("BAD_ARCHIVE", "a tar header has a wrong checksum, or this is no tar");
    }
  }

  #bad(code: ArchiveErrorCode, message: string): Error {
    return archiveError(code, `${message} (at byte ${this.#reader.position})`, this.#where);
  }
}

function isZero(block: Buffer): boolean {
  return block[0] === 0 && block.every((byte) => byte === 0);
}
