import { closeSync, openSync, renameSync, statSync, utimesSync } from "node:fs";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { CooperError, codeOf } from "../core/error.ts";
import type { Bytes } from "../core/stream.ts";
import type { Digest } from "../oci/digest.ts";
import { BlobDraft } from "./blob-draft.ts";
import type { BlobStore, Expected, Reading, Stored } from "./blob-store.ts";
import { writeDraft } from "./draft.ts";
import type { Layout } from "./layout.ts";
import { readRange } from "./read-range.ts";
import type { Session } from "./session.ts";
import { storeFailure } from "./store-failure.ts";

/** Who reads and writes: see {@link Session}. */
type Work = Pick<Session, "start" | "draft">;

/**
 * Blobs as files named after their digests. The modification time of a file says when the blob was last put or asked
 * for: gc goes by it.
 */
export class BlobFolder implements BlobStore {
  readonly #layout: Layout;
  readonly #session: () => Promise<Work>;

  constructor(layout: Layout, session: () => Promise<Work>) {
    this.#layout = layout;
    this.#session = session;
  }

  /** Where the blob lies if it is there, for programs that read files. */
  path(digest: Digest): string {
    return this.#layout.blob(digest);
  }

  async size(digest: Digest): Promise<number | undefined> {
    const path = this.path(digest);
    const found = statSync(path, { throwIfNoEntry: false });
    if (!found) return this.#rescue(digest);
    const { start } = await this.#session();
    return found.mtimeMs >= start || touch(path) ? found.size : this.#rescue(digest);
  }

  async *open(digest: Digest, reading: Reading = {}): Bytes {
    const size = await this.size(digest);
    if (size === undefined) throw missing(digest);
    const { offset = 0, length = size - offset, reuse } = reading;
    if (offset < 0 || length < 0 || offset + length > size) throw outside(digest, size);
    const file = this.#openFile(digest);
    try {
      yield* readRange(file, { offset, length, reuse }, () => cutShort(digest));
    } finally {
      closeSync(file);
    }
  }

  /** The data reach the disk before the name does: not even a power cut leaves a damaged file under a digest. */
  async put(source: Bytes, expected: Expected = {}): Promise<Stored> {
    const draft = (await this.#session()).draft();
    try {
      const file = await open(draft, "wx", 0o444);
      try {
        const stored = await writeDraft(file, source, expected);
        await this.#keep({ draft, file }, stored);
        return stored;
      } finally {
        await file.close();
      }
    } catch (error) {
      throw storeFailure(error, this.#layout.folder);
    } finally {
      await rm(draft, { force: true });
    }
  }

  /** Begins a blob that comes in parts. */
  async draft(): Promise<BlobDraft> {
    const path = (await this.#session()).draft();
    const { folder } = this.#layout;
    return BlobDraft.open(path, {
      folder,
      keep: (file, stored) => this.#keep({ draft: path, file }, stored),
    });
  }

  async #keep({ draft, file }: { draft: string; file: FileHandle }, { digest, size }: Stored): Promise<void> {
    if ((await this.size(digest)) === size) return;
    await file.datasync();
    await rename(draft, this.path(digest));
  }

  #openFile(digest: Digest): number {
    try {
      return openSync(this.path(digest), "r");
    } catch (error) {
      if (codeOf(error) !== "ENOENT") throw error;
      if (this.#rescue(digest) === undefined) throw missing(digest);
      return openSync(this.path(digest), "r");
    }
  }

  /** Takes a blob back that gc in another process has set aside and not yet removed. Gives its size if it is there. */
  #rescue(digest: Digest): number | undefined {
    const path = this.path(digest);
    try {
      renameSync(this.#layout.trashed(digest), path);
    } catch (error) {
      if (codeOf(error) !== "ENOENT") throw error;
    }
    return touch(path) ? statSync(path, { throwIfNoEntry: false })?.size : undefined;
  }
}

/** Marks a file as used now; false where it is gone. Fails with `STORE_UNWRITABLE` for a file of another user. */
export function touch(path: string): boolean {
  const now = Date.now() / 1000;
  try {
    utimesSync(path, now, now);
    return true;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false;
    throw storeFailure(error, path);
  }
}

function missing(digest: Digest): CooperError {
  return new CooperError("the blob is not in the store", {
    code: "BLOB_MISSING",
    where: digest,
    hint: "Build again: what is missing is made or fetched anew.",
  });
}

function outside(digest: Digest, size: number): CooperError {
  return new CooperError(`a range lies outside the ${size} bytes of the blob`, {
    code: "BAD_RANGE",
    where: digest,
    hint: "Run `cooper cache verify --repair`, then build again.",
  });
}

function cutShort(digest: Digest): CooperError {
  return new CooperError("the file of the blob ends too early", {
    code: "BLOB_CUT_SHORT",
    where: digest,
    hint: "Run `cooper cache verify` to find and remove damaged blobs.",
  });
}
