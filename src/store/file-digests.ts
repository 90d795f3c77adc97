import { readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { writeFileAtomic } from "../core/atomic-file.ts";
import { fileBytes } from "../core/file-bytes.ts";
import { type Digest, Digester, digestOf, isDigest } from "../oci/digest.ts";
import { readIfThere } from "./layout.ts";
import { storeFailure } from "./store-failure.ts";

/** What `stat` says of a file as one text: equal texts, equal content, once the file is settled. */
type Stamp = string;

/**
 * Longer than the step of any file system's clock (FAT has two seconds). A file that changed less than this before it
 * was read may change once more and keep its times, so it is read again next time, as git does with "racily clean"
 * files. Going by ctime: mtime can be set at will.
 */
const settlingTime = 2_000n * 1_000_000n;

/** Files up to this many bytes are read at once. */
const smallFile = 1024 * 1024;

/** Beyond this, entries that nobody has asked for in this process are dropped on saving. */
const manyEntries = 50_000;

/**
 * Digests of files, remembered from one process to the next as long as size, mtime, ctime and inode stay. Several
 * processes may share the file: the last to save wins, and what is forgotten is only hashed again.
 */
export class FileDigests {
  readonly #file: string;
  readonly #known: Map<string, readonly [Stamp, Digest]>;
  readonly #now: () => number;
  readonly #asked = new Set<string>();
  #dirty = false;

  private constructor(file: string, now: () => number) {
    this.#file = file;
    this.#now = now;
    this.#known = parse(readIfThere(file));
  }

  /** Reads what an earlier process saved, if that can be read. `now` gives milliseconds since 1970. */
  static open(file: string, now: () => number = Date.now): FileDigests {
    return new FileDigests(file, now);
  }

  /** The digest of a file's content, following symlinks; fails as `stat` and `read` do. */
  async digest(path: string): Promise<Digest> {
    const now = BigInt(this.#now()) * 1_000_000n;
    const found = statSync(path, { bigint: true });
    const stamp = `${found.size} ${found.mtimeNs} ${found.ctimeNs} ${found.ino}`;
    this.#asked.add(path);
    const known = this.#known.get(path);
    if (known?.[0] === stamp && isDigest(known[1])) return known[1];
    const digest = await hashFile(path, found.size);
    if (found.ctimeNs + settlingTime < now) {
      this.#known.set(path, [stamp, digest]);
      this.#dirty = true;
    }
    return digest;
  }

  /** Writes what is new to the disk, if anything is. */
  async save(): Promise<void> {
    if (!this.#dirty) return;
    if (this.#known.size > manyEntries) this.#forgetUnasked();
    try {
      await writeFileAtomic(this.#file, JSON.stringify(Object.fromEntries(this.#known)));
    } catch (error) {
      throw storeFailure(error, dirname(this.#file));
    }
    this.#dirty = false;
  }

  #forgetUnasked(): void {
    for (const path of this.#known.keys()) {
      if (!this.#asked.has(path)) this.#known.delete(path);
    }
  }
}

async function hashFile(path: string, size: bigint): Promise<Digest> {
  if (size <= smallFile) return digestOf(readFileSync(path));
  const digester = new Digester();
  for await (const chunk of fileBytes(path)) digester.update(chunk);
  return digester.digest();
}

/** Entries are looked at only when they are asked for: a damaged file must not cost more than a sound one. */
function parse(text: string | undefined): Map<string, readonly [Stamp, Digest]> {
  try {
    return new Map(Object.entries(JSON.parse(text ?? "{}") as object));
  } catch {
    return new Map();
  }
}
