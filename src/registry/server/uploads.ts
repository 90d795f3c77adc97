import { randomUUID } from "node:crypto";
import { type Limit, limit } from "../../core/limit.ts";
import type { BlobDraft } from "../../store/blob-draft.ts";
import { RegistryError } from "./registry-error.ts";

const hour = 3600 * 1000;

/** A blob on its way in. */
export interface Upload {
  readonly id: string;
  readonly repository: string;
  readonly draft: BlobDraft;
  /** Requests of one upload wait for each other: a client that comes back may be faster than the news of its death. */
  readonly line: Limit;
}

/** Where the bytes of uploads go. */
export interface DraftStore {
  draft(): Promise<BlobDraft>;
}

/** How many uploads there may be, and for how long. */
export interface UploadLimits {
  /** Milliseconds after which an upload that nobody continues may go. */
  readonly patience?: number;
  /** Each keeps a file open, of which a process may have a thousand on many machines. */
  readonly most?: number;
}

interface Entry {
  readonly upload: Upload;
  /** When a request of it ended last, by `performance.now()`. */
  used: number;
  /** Requests that are at work on it, or wait to be. */
  requests: number;
}

/**
 * The uploads of one process. They are drafts of the store: when the process dies they are swept, and clients that come
 * back are told to begin again.
 */
export class Uploads {
  readonly #store: DraftStore;
  readonly #patience: number;
  readonly #most: number;
  /** The one that was used last is the last. */
  readonly #uploads = new Map<string, Entry>();

  constructor(store: DraftStore, { patience = hour, most = 500 }: UploadLimits = {}) {
    this.#store = store;
    this.#patience = patience;
    this.#most = most;
  }

  /** Where there are as many as may be, the one that nobody has continued for longest goes. */
  async begin(repository: string): Promise<Upload> {
    await this.#discardIdle();
    if (this.#uploads.size >= this.#most) await this.#discardOldest();
    const upload = { id: randomUUID(), repository, draft: await this.#store.draft(), line: limit(1) };
    this.#uploads.set(upload.id, { upload, used: performance.now(), requests: 0 });
    return upload;
  }

  /** Runs a task on an upload that is under way; refuses with `BLOB_UPLOAD_UNKNOWN` where it is not. */
  use<T>(repository: string, id: string, task: (upload: Upload) => Promise<T>): Promise<T> {
    const entry = this.#find(repository, id);
    entry.requests += 1;
    return entry.upload.line(async () => {
      try {
        // It may have ended while this request waited.
        return await task(this.#find(repository, id).upload);
      } finally {
        this.#release(entry);
      }
    });
  }

  /** Forgets an upload, whose draft has been kept. */
  forget({ id }: Upload): void {
    this.#uploads.delete(id);
  }

  /** Ends an upload without a trace. */
  async discard(upload: Upload): Promise<void> {
    if (this.#uploads.delete(upload.id)) await upload.draft.discard();
  }

  /** Ends all of them. */
  async discardAll(): Promise<void> {
    for (const { upload } of [...this.#uploads.values()]) await this.discard(upload);
  }

  #release(entry: Entry): void {
    const { id } = entry.upload;
    entry.requests -= 1;
    entry.used = performance.now();
    if (this.#uploads.delete(id)) this.#uploads.set(id, entry);
  }

  #find(repository: string, id: string): Entry {
    const entry = this.#uploads.get(id);
    if (entry?.upload.repository === repository) return entry;
    const message = "there is no such upload; begin again with POST";
    throw new RegistryError("BLOB_UPLOAD_UNKNOWN", message, { status: 404, detail: { upload: id } });
  }

  async #discardIdle(): Promise<void> {
    const deadline = performance.now() - this.#patience;
    for (const { upload, used, requests } of [...this.#uploads.values()]) {
      if (requests === 0 && used < deadline) await this.discard(upload);
    }
  }

  async #discardOldest(): Promise<void> {
    const oldest = this.#uploads.values().find(({ requests }) => requests === 0);
    if (oldest) return this.discard(oldest.upload);
    const message = `${this.#uploads.size} uploads are under way, which is as many as may be`;
    throw new RegistryError("TOOMANYREQUESTS", message, { status: 429, headers: { "Retry-After": "1" } });
  }
}
