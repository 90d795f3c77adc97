import { Buffer } from "node:buffer";
import type { Bytes } from "../core/stream.ts";
import { archiveError } from "./archive-error.ts";

const nothing = Buffer.alloc(0);

/** Cuts a stream into runs of known length. Holds one chunk at a time. Close it when done. */
export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #where: string | undefined;
  #chunk: Buffer = nothing;
  #position = 0;

  /** `where` names the archive in errors. */
  constructor(source: Bytes, where: string | undefined) {
    this.#source = source[Symbol.asyncIterator]();
    this.#where = where;
  }

  /** Bytes taken so far. */
  get position(): number {
    return this.#position;
  }

  /** At most `length` bytes, as many as are at hand; nothing at the end of the stream. */
  async upTo(length: number): Promise<Buffer | undefined> {
    if (this.#chunk.length === 0 && !(await this.#refill())) return undefined;
    const taken = this.#chunk.subarray(0, length);
    this.#chunk = this.#chunk.subarray(taken.length);
    this.#position += taken.length;
    return taken;
  }

  /** Like {@link upTo}, but the end of the stream fails with `TRUNCATED`. */
  async some(length: number): Promise<Buffer> {
    return (await this.upTo(length)) ?? this.#truncated();
  }

  /**
   * Exactly `length` bytes, or nothing where the stream ends right here. Fails with `TRUNCATED` in between.
   */
  async exactlyOrEnd(length: number): Promise<Buffer | undefined> {
    const first = await this.upTo(length);
    if (first === undefined || first.length === length) return first;
    const parts = [first];
    for (let have = first.length; have < length; ) {
      const part = await this.some(length - have);
      parts.push(part);
      have += part.length;
    }
    return Buffer.concat(parts, length);
  }

  /** Exactly `length` bytes. Fails with `TRUNCATED`. */
  async exactly(length: number): Promise<Buffer> {
    if (length === 0) return nothing;
    return (await this.exactlyOrEnd(length)) ?? this.#truncated();
  }

  /** Passes over `length` bytes. Fails with `TRUNCATED`. */
  async skip(length: number): Promise<void> {
    for (let left = length; left > 0; ) left -= (await this.some(left)).length;
  }

  /** Reads to the end, so that whoever verifies the stream from below comes to its verdict. */
  async drain(): Promise<void> {
    while ((await this.upTo(Number.MAX_SAFE_INTEGER)) !== undefined);
  }

  /** Tells the source that nobody reads on. */
  async close(): Promise<void> {
    this.#chunk = nothing;
    await this.#source.return?.();
  }

  async #refill(): Promise<boolean> {
    for (;;) {
      const next = await this.#source.next();
      if (next.done) return false;
      const { buffer, byteOffset, byteLength } = next.value;
      if (byteLength === 0) continue;
      this.#chunk = Buffer.from(buffer, byteOffset, byteLength);
      return true;
    }
  }

  #truncated(): never {
    throw archiveError(
      "TRUNCATED",
      `the archive ends after ${this.#position} bytes, in the middle`,
      this.#where,
    );
  }
}
