import { rmSync } from "node:fs";
import { join } from "node:path";
import { choose } from "./gc-choice.ts";
import type { ImageNames } from "./image-names.ts";
import { listBlobs, listRecords, listUnfinished, type StoredFile } from "./inventory.ts";
import type { Layout } from "./layout.ts";
import { withLock } from "./lock.ts";
import { heldDigests } from "./root-folder.ts";
import { sweepDead } from "./session.ts";
import { removeUnlessUsed, restoreTrash } from "./trash.ts";

/** What may go. */
export interface GcOptions {
  /** Milliseconds for which what no name leads to stays after its last use. Seven days unless said otherwise. */
  readonly keep?: number | undefined;
  /** Bytes of blobs to stay under where possible: what was used longest ago goes first, named images never. */
  readonly maxSize?: number | undefined;
}

/** What went, and what stays. */
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
 * Removes what nobody needs. What stays: everything that a name in `index.json` or the embedded registry leads to;
 * everything that a process at work has put or asked for; and what was used within `keep`, as far as `maxSize` lets it.
 * Fails with `STORE_DAMAGED`, and removes nothing, where the index or what the registry holds cannot be read.
 *
 * Other processes may build meanwhile. The order matters: sessions are looked at before the names, and the names before
 * the blobs; and what is asked for after that stays too: see {@link removeUnlessUsed}.
 */
export async function gc(layout: Layout, images: ImageNames, options: GcOptions = {}): Promise<GcResult> {
  if (!layout.exists()) return { removedBlobs: 0, removedRecords: 0, freed: 0, kept: 0 };
  await layout.create();
  return withLock(join(layout.locks, "gc"), async () => collect(layout, images, options));
}

function collect(layout: Layout, images: ImageNames, options: GcOptions): GcResult {
  const { keep = week, maxSize: room = Number.POSITIVE_INFINITY } = options;
  const now = Date.now();
  restoreTrash(layout);
  const dead = sweepDead(layout);
  const busySince = Math.min(now, dead.oldestAlive) - clockLag;
  const unfinished = removeFiles(listUnfinished(layout).filter(({ used }) => used < busySince));
  const named = [...images.all().map(({ digest }) => digest), ...heldDigests(layout)];
  const blobs = listBlobs(layout);
  const records = listRecords(layout);
  const staying = choose({ blobs, records, named, busySince, usedSince: now - keep, room });
  const goneRecords = removeFiles(records.filter((record) => !staying.records.has(record)));
  const unwanted = [...blobs].filter(([digest]) => !staying.blobs.has(digest)).map(([, blob]) => blob);
  const gone = unwanted.filter((blob) => removeUnlessUsed(layout, blob));
  return {
    removedBlobs: gone.length,
    removedRecords: goneRecords.length,
    freed: bytesOf(gone) + bytesOf(goneRecords) + bytesOf(unfinished) + dead.freed,
    kept: bytesOf(blobs.values()) - bytesOf(gone),
  };
}

function removeFiles<F extends StoredFile>(files: readonly F[]): readonly F[] {
  for (const { path } of files) rmSync(path, { force: true });
  return files;
}

function bytesOf(files: Iterable<StoredFile>): number {
  let bytes = 0;
  for (const { size } of files) bytes += size;
  return bytes;
}
