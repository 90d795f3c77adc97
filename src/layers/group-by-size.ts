import { createHash } from "node:crypto";

/** Something that takes room in a layer, such as a wheel or a Debian package. */
export interface Sized {
  /** Unique, and the same from one version to the next. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
}

/** How many groups, and what stands alone. */
export interface GroupOptions {
  /** The most groups there may be; at least 1. */
  readonly maxLayers: number;
  /** Bytes from which on an item gets a group of its own, as long as there are groups left. */
  readonly aloneFrom: number;
}

/**
 * Spreads items over layers so that a change moves few bytes: large items alone (the largest ones, where there are too
 * many), small ones by the hash of their name over a number of groups that depends on `maxLayers` only. So an item that
 * comes, goes or changes leaves the others where they are; only a large one may push another out of its own group.
 * The result does not depend on the order of the items: lone ones come first, by name, and groups are sorted by name.
 */
export function groupItems<T extends Sized>(items: readonly T[], options: GroupOptions): T[][] {
  const shared = Math.ceil(options.maxLayers / 3);
  const largest = [...items].filter(({ size }) => size >= options.aloneFrom).sort(bySize);
  const alone = new Set(largest.slice(0, options.maxLayers - shared));
  const buckets = Array.from({ length: shared }, (): T[] => []);
  for (const item of [...items].sort(byName)) {
    if (!alone.has(item)) buckets[hashOf(item.name) % shared]?.push(item);
  }
  const lone = [...alone].sort(byName).map((item) => [item]);
  return [...lone, ...buckets.filter((bucket) => bucket.length > 0)];
}

function byName(a: Sized, b: Sized): number {
  if (a.name === b.name) return 0;
  return a.name < b.name ? -1 : 1;
}

function bySize(a: Sized, b: Sized): number {
  return b.size - a.size || byName(a, b);
}

function hashOf(name: string): number {
  return createHash("sha256").update(name).digest().readUInt32BE(0);
}
