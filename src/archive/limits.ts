import type { Bytes } from "../core/stream.ts";
import { archiveError } from "./archive-error.ts";
import { quotePath } from "./path-bytes.ts";

/** How much an archive may hold before its reader gives up with `ARCHIVE_LIMIT`. */
export interface ArchiveLimits {
  readonly entries?: number;
  /** Bytes of one member's content. */
  readonly entrySize?: number;
  /** Bytes of all contents together. */
  readonly totalSize?: number;
}

/** Far above any package, wheel or layer that is meant well. */
const defaultLimits: Required<ArchiveLimits> = {
  entries: 1_000_000,
  entrySize: 16 * 2 ** 30,
  totalSize: 64 * 2 ** 30,
};

/** Counts the entries of one archive against limits. */
export class Allowance {
  readonly #limits: Required<ArchiveLimits>;
  readonly #where: string | undefined;
  #entries = 0;
  #total = 0;

  /** `where` names the archive. */
  constructor(limits: ArchiveLimits | undefined, where: string | undefined) {
    this.#limits = { ...defaultLimits, ...limits };
    this.#where = where;
  }

  /** Bytes of all contents so far. */
  get total(): number {
    return this.#total;
  }

  /** Fails with `ARCHIVE_LIMIT` where this entry is too large or one too many. */
  spend(path: string, size: number): void {
    this.#entries += 1;
    this.#total += size;
    const { entries, entrySize, totalSize } = this.#limits;
    if (size > entrySize)
      this.#exceeded(`${quotePath(path)} has ${size} bytes; at most ${entrySize} are allowed`);
    if (this.#total > totalSize) this.#exceeded(`the contents have more than ${totalSize} bytes`);
    if (this.#entries > entries) this.#exceeded(`there are more than ${entries} entries`);
  }

  #exceeded(message: string): never {
    throw archiveError("ARCHIVE_LIMIT", message, this.#where);
  }
}

/** How a compressed file is unpacked. */
export interface DecompressOptions {
  /** Bytes that may come out; without it, as many as there are. */
  readonly limit?: number | undefined;
  /** Names the file in errors. */
  readonly where?: string | undefined;
}

/** Passes a stream on, up to a limit. One byte more fails with `ARCHIVE_LIMIT`. */
export async function* bounded(source: Bytes, { limit = Infinity, where }: DecompressOptions): Bytes {
  let left = limit;
  for await (const chunk of source) {
    left -= chunk.length;
    if (left < 0) throw archiveError("ARCHIVE_LIMIT", `it unpacks to more than ${limit} bytes`, where);
    yield chunk;
  }
}
