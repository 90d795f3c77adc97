import { Buffer } from "node:buffer";
import { archiveError } from "./archive-error.ts";
import type { ByteReader } from "./byte-reader.ts";
import { decodePath } from "./path-bytes.ts";
import { safePath } from "./safe-path.ts";
import { upToByte } from "./up-to-byte.ts";

/** Bytes that names outside of the headers may have. */
const maxNames = 2 ** 20;

/** Finds the names of members, which may stand before the content (BSD) or in a table of their own (GNU). */
export class ArNames {
  readonly #reader: ByteReader;
  readonly #where: string | undefined;
  #table: Buffer = Buffer.alloc(0);

  /** `where` names the archive. */
  constructor(reader: ByteReader, where: string | undefined) {
    this.#reader = reader;
    this.#where = where;
  }

  /**
   * The path of a member by the name and size in its header, or nothing for a table that is no member. Takes
   * from the reader what belongs to the name.
   */
  async resolve(name: string, size: number): Promise<string | undefined> {
    if (name === "//") this.#table = await this.#take(size, size);
    if (name === "//" || name === "/" || name === "/SYM64/") return undefined;
    const path = safePath(decodePath(await this.#bytes(name, size)), this.#where);
    return path.startsWith("__.SYMDEF") ? undefined : path;
  }

  async #bytes(name: string, size: number): Promise<Buffer> {
    const [, kind, digits] = /^(\/|#1\/)(\d+)$/.exec(name) ?? [];
    if (kind === "#1/") return upToByte(await this.#take(Number(digits), size), 0);
    const bytes = kind ? upToByte(this.#table.subarray(Number(digits)), 0x0a) : Buffer.from(name, "latin1");
    return bytes.at(-1) === 0x2f ? bytes.subarray(0, -1) : bytes;
  }

  #take(length: number, size: number): Promise<Buffer> {
    if (length <= size && length <= maxNames) return this.#reader.exactly(length);
    throw archiveError("BAD_ARCHIVE", `the names of an ar archive cannot have ${length} bytes`, this.#where);
  }
}
