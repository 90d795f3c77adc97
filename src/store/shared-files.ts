import { closeSync } from "node:fs";

/** A file that is open for reading. */
export interface OpenFile {
  readonly fd: number;
  /** Bytes. */
  readonly size: number;
}

interface SharedFile extends OpenFile {
  readers: number;
  isWatched: boolean;
}

/**
 * Open files that several readers share. The last one's file is closed at the end of the turn of the event loop: a layer
 * takes hundreds of small files out of one blob, one after another, and opening it each time costs more than reading.
 */
export class SharedFiles<Key> {
  readonly #files = new Map<Key, SharedFile>();

  /** The file of a key, opened by `open` where nobody has it open. Give it back with {@link release}. */
  async take(key: Key, open: () => Promise<OpenFile>): Promise<OpenFile> {
    const file = this.#files.get(key) ?? this.#add(key, await open());
    file.readers += 1;
    return file;
  }

  release(key: Key, file: OpenFile): void {
    const shared = file as SharedFile;
    shared.readers -= 1;
    if (shared.readers > 0 || shared.isWatched) return;
    shared.isWatched = true;
    setImmediate(() => this.#closeIfIdle(key, shared));
  }

  #add(key: Key, opened: OpenFile): SharedFile {
    const file = { ...opened, readers: 0, isWatched: false };
    this.#files.set(key, file);
    return file;
  }

  #closeIfIdle(key: Key, file: SharedFile): void {
    file.isWatched = false;
    if (file.readers > 0) return;
    closeSync(file.fd);
    // Two readers may have opened it at the same time.
    if (this.#files.get(key) === file) this.#files.delete(key);
  }
}
