import { accessSync, constants, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeFileAtomic } from "../core/atomic-file.ts";
import { CooperError, codeOf } from "../core/error.ts";
import { makeFolder } from "../core/make-folder.ts";
import { type Digest, digestOf, hexOf } from "../oci/digest.ts";
import { storeFailure, unusable } from "./store-failure.ts";

/** The content of `oci-layout`. */
export const layoutMarker = JSON.stringify({ imageLayoutVersion: "1.0.0" });

/**
 * Where things lie in the folder of a store: an OCI image layout, and what cooper adds under `cooper/`.
 * Source: OCI image specification, image-layout.md.
 */
export class Layout {
  readonly folder: string;
  readonly blobs: string;
  readonly index: string;
  readonly records: string;
  /** Blobs and records while they are written, named after the session that writes them. */
  readonly drafts: string;
  readonly sessions: string;
  readonly locks: string;
  /** Held while `index.json` is changed. */
  readonly indexLock: string;
  /** What the embedded registry holds: see `RootFolder`. */
  readonly registry: string;
  /** Where gc puts a blob for the moment in which it looks at it once more. */
  readonly trash: string;

  constructor(folder: string) {
    const own = join(folder, "cooper");
    this.folder = folder;
    this.blobs = join(folder, "blobs", "sha256");
    this.index = join(folder, "index.json");
    this.records = join(own, "records");
    this.drafts = join(own, "drafts");
    this.sessions = join(own, "sessions");
    this.locks = join(own, "locks");
    this.indexLock = join(this.locks, "index");
    this.registry = join(own, "registry");
    this.trash = join(own, "trash");
  }

  blob(digest: Digest): string {
    return join(this.blobs, hexOf(digest));
  }

  trashed(digest: Digest): string {
    return join(this.trash, hexOf(digest));
  }

  fileDigests(workspace: string): string {
    return join(this.folder, "cooper", "files", `${hexOf(digestOf(workspace))}.json`);
  }

  /**
   * Whether the folder holds a store. Throws `STORE_VERSION` for what is not an image layout of version 1, and
   * `STORE_UNWRITABLE` where it cannot be looked into.
   */
  exists(): boolean {
    const marker = join(this.folder, "oci-layout");
    const text = readIfThere(marker);
    if (text === undefined) return false;
    if (isLayoutMarker(text)) return true;
    throw new CooperError("this is not an OCI image layout of version 1", {
      code: "STORE_VERSION",
      where: marker,
      hint: "Choose another folder with COOPER_STORE, or remove this one.",
    });
  }

  /**
   * Makes what every store has. Harmless beside another process that does the same. Throws `STORE_UNWRITABLE` and
   * `DISK_FULL`.
   */
  async create(): Promise<void> {
    try {
      for (const folder of [this.blobs, this.records, this.drafts, this.sessions, this.locks, this.trash]) {
        makeFolder(folder);
      }
      this.checkWritable();
      if (this.exists()) return;
      await writeFileAtomic(join(this.folder, "oci-layout"), layoutMarker);
    } catch (error) {
      // Such as below /proc, where nothing can be made.
      throw codeOf(error) === "ENOENT" ? unusable(this.folder, error) : storeFailure(error, this.folder);
    }
  }

  /** Throws `STORE_UNWRITABLE` for a store that is there, and another user's. */
  checkWritable(): void {
    try {
      accessSync(this.sessions, constants.W_OK);
    } catch (error) {
      if (codeOf(error) !== "ENOENT") throw storeFailure(error, this.folder);
    }
  }
}

/** Whether a file `oci-layout` says that beside it is an image layout of version 1. */
export function isLayoutMarker(text: string): boolean {
  return /"imageLayoutVersion"\s*:\s*"1\./.test(text);
}

/** The text of a small file, or nothing where there is none. Fails with `STORE_UNWRITABLE` where it cannot be read. */
export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw storeFailure(error, path);
  }
}
