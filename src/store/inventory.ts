import { readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Digest, isDigest } from "../oci/digest.ts";
import type { Layout } from "./layout.ts";
import { blobsOf, readRecord } from "./record-folder.ts";

/** A file of the store as gc and `du` see it. */
export interface StoredFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** When it was last put or asked for, in milliseconds since 1970. */
  readonly used: number;
}

/** A record as it lies in the store. */
export interface StoredRecord extends StoredFile {
  readonly kind: string;
  /** The blobs it stands for. */
  readonly blobs: readonly Digest[];
}

/** Every blob. Files whose names are no digests are none of cooper's business. */
export function listBlobs(layout: Layout): Map<Digest, StoredFile> {
  const blobs = new Map<Digest, StoredFile>();
  for (const name of namesIn(layout.blobs)) {
    const digest = `sha256:${name}`;
    const file = isDigest(digest) ? describe(join(layout.blobs, name)) : undefined;
    if (file && isDigest(digest)) blobs.set(digest, file);
  }
  return blobs;
}

/** Every record; a malformed one stands for nothing. */
export function listRecords(layout: Layout): StoredRecord[] {
  return namesIn(layout.records).flatMap((kind) => {
    const folder = join(layout.records, kind);
    return namesIn(folder).flatMap((name) => {
      const file = describe(join(folder, name));
      return file ? [{ ...file, kind, blobs: blobsOf(readRecord(file.path)?.value) }] : [];
    });
  });
}

/** The files of one folder of the store. */
export function listFiles(folder: string): StoredFile[] {
  return namesIn(folder).flatMap((name) => describe(join(folder, name)) ?? []);
}

/** What processes that were killed while they replaced a file (`index.json`, a stat cache) have left beside it. */
export function listUnfinished(layout: Layout): StoredFile[] {
  const folders = [layout.folder, dirname(layout.drafts), dirname(layout.fileDigests(""))];
  return folders.flatMap(listFiles).filter(({ path }) => /\.[0-9a-f]{12}\.tmp$/.test(path));
}

function namesIn(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(folder).sort();
}

/** Nothing where the file has gone meanwhile, or is a folder. */
function describe(path: string): StoredFile | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() ? { path, size: found.size, used: found.mtimeMs } : undefined;
}
