import type { RecordStore } from "../../src/store/blob-store.ts";

/** Records for tests, in memory. */
export class MemoryRecords implements RecordStore {
  readonly #values = new Map<string, unknown>();

  async get<T>(kind: string, key: string): Promise<T | undefined> {
    return this.#values.get(`${kind} ${key}`) as T | undefined;
  }

  async set(kind: string, key: string, value: unknown): Promise<void> {
    this.#values.set(`${kind} ${key}`, value);
  }
}
