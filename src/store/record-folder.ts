import { renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "../core/make-folder.ts";
import { type Digest, digestOf, hexOf, isDigest } from "../oci/digest.ts";
import { touch } from "./blob-folder.ts";
import type { BlobStore, RecordStore } from "./blob-store.ts";
import { type Layout, readIfThere } from "./layout.ts";
import type { Session } from "./session.ts";
import { storeFailure } from "./store-failure.ts";

/**
 * A record is one file, `records/<kind>/<hash of the key>.json`. The modification time says when it was last asked for.
 * Records are not flushed to the disk: one that a power cut has emptied is malformed, and malformed is absent.
 */
export class RecordFolder implements RecordStore {
  readonly #layout: Layout;
  readonly #blobs: BlobStore;
  readonly #session: () => Promise<Session>;

  constructor(layout: Layout, blobs: BlobStore, session: () => Promise<Session>) {
    this.#layout = layout;
    this.#blobs = blobs;
    this.#session = session;
  }

  async get<T>(kind: string, key: string): Promise<T | undefined> {
    const path = this.#path(kind, key);
    const record = parseRecord(readIfThere(path));
    if (record?.key !== key) return undefined;
    for (const blob of blobsOf(record.value)) {
      if ((await this.#blobs.size(blob)) === undefined) return undefined;
    }
    await this.#use(path);
    return record.value as T;
  }

  async set(kind: string, key: string, value: unknown): Promise<void> {
    const draft = (await this.#session()).draft();
    try {
      makeFolder(join(this.#layout.records, kind));
      writeFileSync(draft, JSON.stringify({ key, value }));
      renameSync(draft, this.#path(kind, key));
    } catch (error) {
      rmSync(draft, { force: true });
      throw storeFailure(error, this.#layout.folder);
    }
  }

  #path(kind: string, key: string): string {
    if (!/^[a-z0-9][a-z0-9-]*$/.test(kind)) throw new RangeError(`"${kind}" is not a kind of record`);
    return join(this.#layout.records, kind, `${hexOf(digestOf(key))}.json`);
  }

  async #use(path: string): Promise<void> {
    const { start } = await this.#session();
    const found = statSync(path, { throwIfNoEntry: false });
    if (found && found.mtimeMs < start) touch(path);
  }
}

/** What a record file says, or nothing where it is malformed. */
export function parseRecord(text: string | undefined): { key: unknown; value: unknown } | undefined {
  try {
    const record: unknown = JSON.parse(text ?? "");
    return isObject(record) ? { key: record.key, value: record.value } : undefined;
  } catch {
    return undefined;
  }
}

/** The blobs that a record stands for: the digests in the field `blobs` of its value. */
export function blobsOf(value: unknown): readonly Digest[] {
  return isObject(value) && Array.isArray(value.blobs) ? value.blobs.filter(isDigest) : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
