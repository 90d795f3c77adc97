import { renameSync, rmSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { codeOf } from "../core/error.ts";
import { choose } from "./gc-choice.ts";
import type { ImageNames } from "./image-names.ts";
import { listBlobs, listFiles, listRecords, type StoredFile } from "./inventory.ts";
import type { Layout } from "./layout.ts";
import { withLock } from "./lock.ts";
import { sweepDead } from "./session.ts";

export interface GcOptions {
  /** Milliseconds for which what no name leads to stays after its last use. Seven days unless said otherwise. */
  readonly keep?: number | undefined;
  /** Bytes of blobs to stay under where possible: what was used longest ago goes first, named images never. */
  readonly maxSize?: number | undefined;
}

export interface GcResult {
  readonly removedBlobs: number;
  readonly removedRecords: number;
  /** Bytes of blobs, records and abandoned drafts. */
  readonly freed: number;
  /** Bytes of the blobs that stay. */
  readonly kept: number;
}

const week = 7 * 24 * 3600 * 1000;

/** The clock by which a file system stamps lags behind the one that `Date.now` reads. */
const clockLag = 1000;

/**
 * Removes what nobody needs. What stays: everything that a name in `index.json` leads to; everything that a process at
 * work has put or asked for; and what was used within `keep`, as far as `maxSize` lets it. Fails with `STORE_DAMAGED`,
 * and removes nothing, where the index cannot be read.
 *
 * Other processes may build meanwhile. The order matters: sessions are looked at before the index, and the index before
 * the blobs; and a blob is set aside, looked at again, and put back where it was asked for in between.
 */
export async function gc(layout: Layout, images: ImageNames, options: GcOptions = {}): Promise<GcResult> {
  if (!layout.exists()) return { removedBlobs: 0, removedRecords: 0, freed: 0, kept: 0 };
  await layout.create();
  return withLock(join(layout.locks, "gc"), async () => collect(layout, images, options));
}

function collect(layout: Layout, images: ImageNames, { keep = week, maxSize }: GcOptions): GcResult {
  const now = Date.now();
  restoreTrash(layout);
  const dead = sweepDead(layout);
  const named = images.all().map(({ digest }) => digest);
  const blobs = listBlobs(layout);
  const records = listRecords(layout);
  const staying = choose({
    blobs,
    records,
    named,
    busySince: Math.min(now, dead.oldestAlive) - clockLag,
    usedSince: now - keep,
    room: maxSize ?? Number.POSITIVE_INFINITY,
  });
  const goneRecords = records.filter((record) => !staying.records.has(record));
  for (const { path } of goneRecords) rmSync(path, { force: true });
  const unwanted = [...blobs].filter(([digest]) => !staying.blobs.has(digest)).map(([, blob]) => blob);
  const gone = unwanted.filter((blob) => remove(layout, blob));
  return {
    removedBlobs: gone.length,
    removedRecords: goneRecords.length,
    freed: bytesOf(gone) + bytesOf(goneRecords) + dead.freed,
    kept: bytesOf(blobs.values()) - bytesOf(gone),
  };
}

/** Whether the blob is gone: it is not where somebody asked for it since it was listed. */
function remove(layout: Layout, { path, used }: StoredFile): boolean {
  const aside = join(layout.trash, basename(path));
  move(path, aside);
  if (statSync(aside, { throwIfNoEntry: false })?.mtimeMs === used) {
    rmSync(aside, { force: true });
    return true;
  }
  move(aside, path);
  return false;
}

/** What a gc that was killed had set aside. */
function restoreTrash(layout: Layout): void {
  for (const { path } of listFiles(layout.trash)) move(path, join(layout.blobs, basename(path)));
}

function move(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
  }
}

function bytesOf(files: Iterable<StoredFile>): number {
  let bytes = 0;
  for (const { size } of files) bytes += size;
  return bytes;
}
