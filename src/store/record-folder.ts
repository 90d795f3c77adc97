import { renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { makeFolder } from "../core/make-folder.ts";
import { type Digest, digestOf, hexOf, isDigest } from "../oci/digest.ts";
import { touch } from "./blob-folder.ts";
import type { BlobStore, RecordStore } from "./blob-store.ts";
import { type Layout, readIfThere } from "./layout.ts";
import type { Session } from "./session.ts";
import { storeFailure } from "./store-failure.ts";

/**
 * A record is one file, `records/<kind>/<hash of the key>.json`. The modification time says when it was last asked for.
 * Records are not flushed to the disk: one that a power cut has emptied is malformed, and malformed is absent. So is one
 * that a fault of the disk has changed: it begins with a sum, since nobody looks again at what a record says.
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
    const record = readRecord(path);
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
      writeFileSync(draft, sealed({ key, value }));
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

/** The sum is the first field, and stands for all that follows it. */
const seal = /^\{"sum":(\d+),/;

function sealed(record: object): string {
  const rest = JSON.stringify(record).slice(1);
  return `{"sum":${crc32(rest)},${rest}`;
}

/** A key with its value, as files of the store hold them. */
export interface KeyedValue {
  readonly key: unknown;
  readonly value: unknown;
}

/** What a record says, or nothing where there is none or it is not as it was written. */
export function readRecord(path: string): KeyedValue | undefined {
  const text = readIfThere(path) ?? "";
  const [start = "", sum] = seal.exec(text) ?? [];
  return sum === String(crc32(text.slice(start.length))) ? parseKeyed(text) : undefined;
}

/** A key and its value, or nothing where the text is malformed. */
export function parseKeyed(text: string | undefined): KeyedValue | undefined {
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
