import { createHash } from "node:crypto";
import type { Bytes } from "../core/stream.ts";
import type { GzipPool } from "./gzip-pool.ts";
import { gzipRecipe } from "./gzip-recipe.ts";

/** Keeps compressed members by what they were made from. What it has lost is made again. */
export interface MemberCache {
  /** The member of this key, as it was saved. */
  lookup(key: string): Promise<Uint8Array | undefined>;
  save(key: string, member: Uint8Array): Promise<void>;
}

/** Who compresses, and what need not be compressed again. */
export interface GzipMembersOptions {
  readonly pool: GzipPool;
  readonly cache?: MemberCache | undefined;
}

/**
 * One gzip stream of many members (RFC 1952, 2.2), one for each piece, in order. The bytes depend on the
 * pieces only: not on Node's zlib, the processor, the number of workers or the cache. At most two pieces for
 * each worker are held at a time. Fails with `WORKER_CRASHED`, or as the source does.
 */
export async function* gzipMembers(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: GzipMembersOptions,
): Bytes {
  const width = 2 * options.pool.workers;
  const underway: Promise<Uint8Array>[] = [];
  let count = 0;
  for await (const piece of pieces) {
    underway.push(inTurn(member(piece, options)));
    count += 1;
    if (underway.length >= width) yield (await underway.shift()) as Uint8Array;
  }
  // No bytes at all are a member too: an empty file is not gzip.
  if (count === 0) yield await member(new Uint8Array(), options);
  for (const next of underway) yield await next;
}

async function member(piece: Uint8Array, { pool, cache }: GzipMembersOptions): Promise<Uint8Array> {
  if (!cache) return pool.compress(piece);
  const key = memberKey(piece);
  const kept = await cache.lookup(key);
  if (kept) return kept;
  const packed = await pool.compress(piece);
  await cache.save(key, packed);
  return packed;
}

/** The key of a piece's member in a {@link MemberCache}: hexadecimal, fit for a file name. */
export function memberKey(piece: Uint8Array): string {
  return createHash("sha256").update(`${gzipRecipe}\n`).update(piece).digest("hex");
}

/** Marks a failure as handled: whoever awaits the promise in its turn still gets it. */
function inTurn<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
