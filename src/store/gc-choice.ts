import type { Digest } from "../oci/digest.ts";
import type { StoredFile, StoredRecord } from "./inventory.ts";
import { Reachability } from "./reachability.ts";

/** What gc knows when it decides. */
export interface Situation {
  readonly blobs: ReadonlyMap<Digest, StoredFile>;
  readonly records: readonly StoredRecord[];
  /** What the index names. */
  readonly named: readonly Digest[];
  /** What was used since then (milliseconds since 1970) may be in use at this moment. */
  readonly busySince: number;
  /** What was used since then stays where there is room. */
  readonly usedSince: number;
  /** Bytes. */
  readonly room: number;
}

/** What stays. */
export interface Choice {
  readonly blobs: ReadonlySet<Digest>;
  readonly records: ReadonlySet<StoredRecord>;
}

/** A record, or a blob by itself, for whose sake blobs stay. */
interface Holder {
  readonly used: number;
  readonly roots: readonly Digest[];
  readonly record?: StoredRecord;
}

/**
 * Named images and what may be in use stay whatever their size. The rest is taken in the order of last use; a holder
 * stays with everything that it leads to or not at all, since half an image is of no use to anyone.
 */
export function choose(situation: Situation): Choice {
  const { named, busySince, usedSince, room } = situation;
  const keeping = new Keeping(situation.blobs);
  keeping.hold({ used: busySince, roots: named });
  const holders = holdersOf(situation);
  for (const holder of holders) {
    if (holder.used >= busySince) keeping.hold(holder);
  }
  for (const holder of holders) {
    if (holder.used >= usedSince && keeping.size + keeping.cost(holder) <= room) keeping.hold(holder);
  }
  return keeping;
}

/** Last used first. A record that names a blob which is gone holds nothing. */
function holdersOf({ blobs, records }: Situation): Holder[] {
  const loose = Array.from(blobs, ([digest, { used }]): Holder => ({ used, roots: [digest] }));
  const recorded = records
    .filter((record) => record.blobs.every((digest) => blobs.has(digest)))
    .map((record): Holder => ({ used: record.used, roots: record.blobs, record }));
  return [...recorded, ...loose].sort((a, b) => b.used - a.used);
}

class Keeping implements Choice {
  readonly blobs = new Set<Digest>();
  readonly records = new Set<StoredRecord>();
  /** Bytes. */
  size = 0;
  readonly #stored: ReadonlyMap<Digest, StoredFile>;
  readonly #reachability: Reachability;

  constructor(stored: ReadonlyMap<Digest, StoredFile>) {
    this.#stored = stored;
    this.#reachability = new Reachability(stored);
  }

  /** Bytes that holding it would add. */
  cost({ roots }: Holder): number {
    let bytes = 0;
    for (const digest of this.#reachability.closure(roots)) {
      if (!this.blobs.has(digest)) bytes += this.#stored.get(digest)?.size ?? 0;
    }
    return bytes;
  }

  hold(holder: Holder): void {
    this.size += this.cost(holder);
    for (const digest of this.#reachability.closure(holder.roots)) this.blobs.add(digest);
    if (holder.record) this.records.add(holder.record);
  }
}
