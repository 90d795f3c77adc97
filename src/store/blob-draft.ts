import { type FileHandle, open, rm } from "node:fs/promises";
import type { Bytes } from "../core/stream.ts";
import { Digester } from "../oci/digest.ts";
import type { Expected, Stored } from "./blob-store.ts";
import { appendTo, checked } from "./draft.ts";
import { readRange } from "./read-range.ts";
import { storeFailure } from "./store-failure.ts";

/** What a draft needs of the store that it is for. */
export interface DraftPlace {
  /** Of the store, for errors. */
  readonly folder: string;
  /** Gives the file the name of its digest. */
  readonly keep: (file: FileHandle, stored: Stored) => Promise<void>;
}

/** A blob that comes in parts. Nobody sees it before it is kept; what is neither kept nor discarded goes with its process. */
export class BlobDraft {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #place: DraftPlace;
  readonly #digester = new Digester();

  private constructor(path: string, file: FileHandle, place: DraftPlace) {
    this.#path = path;
    this.#file = file;
    this.#place = place;
  }

  /** Opens a new draft at a path that nobody else writes to. */
  static async open(path: string, place: DraftPlace): Promise<BlobDraft> {
    const file = await open(path, "wx+", 0o444).catch((error) => {
      throw storeFailure(error, place.folder);
    });
    return new BlobDraft(path, file, place);
  }

  /** Bytes so far. */
  get size(): number {
    return this.#digester.size;
  }

  /** Adds a stream. Where it fails, what came before the failure counts. Fails with `DISK_FULL`. */
  async append(source: Bytes): Promise<void> {
    await this.#failing(() => appendTo(this.#file, source, this.#digester));
  }

  /** The bytes so far. */
  read(): Bytes {
    const whole = { offset: 0, length: this.size };
    return readRange(this.#file.fd, whole, () => new RangeError("a short draft"));
  }

  /** Makes a blob of it and ends it, as `BlobStore.put` does; a wrong digest leaves nothing. */
  async keep(expected: Expected = {}): Promise<Stored> {
    try {
      return await this.#failing(async () => {
        // After a failed part the file may be longer than what was hashed.
        await this.#file.truncate(this.size);
        const stored = checked(this.#digester, expected);
        await this.#place.keep(this.#file, stored);
        return stored;
      });
    } finally {
      await this.discard();
    }
  }

  /** Ends it without a trace. */
  async discard(): Promise<void> {
    await this.#file.close();
    await rm(this.#path, { force: true });
  }

  async #failing<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw storeFailure(error, this.#place.folder);
    }
  }
}
