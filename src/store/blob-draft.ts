import { type FileHandle, open, rm } from "node:fs/promises";
import type { Bytes } from "../core/stream.ts";
import { Digester } from "../oci/digest.ts";
import type { Expected, Stored } from "./blob-store.ts";
import { appendTo, checked } from "./draft.ts";
import { readRange } from "./read-range.ts";
import { storeFailure } from "./store-failure.ts";

/** A blob that comes in parts. Nobody sees it before it is kept; what is neither kept nor discarded goes with its process. */
export interface BlobDraft {
  /** Bytes so far. */
  readonly size: number;
  /** Adds a stream. Where it fails, what came before the failure counts. Fails with `DISK_FULL`. */
  append(source: Bytes): Promise<void>;
  /** The bytes so far. */
  read(): Bytes;
  /** Makes a blob of it and ends it, as `BlobStore.put` does; a wrong digest leaves nothing. */
  keep(expected?: Expected): Promise<Stored>;
  /** Ends it without a trace. */
  discard(): Promise<void>;
}

/** What a draft needs of the store that it is for. */
export interface DraftPlace {
  /** Of the store, for errors. */
  readonly folder: string;
  /** Gives the file the name of its digest. */
  readonly keep: (file: FileHandle, stored: Stored) => Promise<void>;
}

/** Opens a new draft at a path that nobody else writes to. */
export async function openDraft(path: string, { folder, keep }: DraftPlace): Promise<BlobDraft> {
  const file = await open(path, "wx+", 0o444).catch((error) => {
    throw storeFailure(error, folder);
  });
  const digester = new Digester();
  const discard = async () => {
    await file.close();
    await rm(path, { force: true });
  };
  const failing = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw storeFailure(error, folder);
    }
  };
  return {
    get size() {
      return digester.size;
    },
    append: (source) => failing(() => appendTo(file, source, digester)),
    read: () =>
      readRange(file.fd, { offset: 0, length: digester.size }, () => new RangeError("a short draft")),
    async keep(expected = {}) {
      try {
        return await failing(async () => {
          // After a failed part the file may be longer than what was hashed.
          await file.truncate(digester.size);
          const stored = checked(digester, expected);
          await keep(file, stored);
          return stored;
        });
      } finally {
        await discard();
      }
    },
    discard,
  };
}
