import type { Digest } from "../../oci/digest.ts";
import type { PromotionRecord } from "./promotion-record.ts";

/**
 * The image that a rollback brings back, from a trail that begins with the newest record; nothing where there is none.
 * A rollback takes what it left off the pile, so that a second one goes further back instead of returning to what was
 * just left.
 */
export function earlierDigest(trail: readonly PromotionRecord[]): Digest | undefined {
  const pile: Digest[] = [];
  for (const { digest, rollback } of trail.toReversed()) {
    const at = pile.lastIndexOf(digest);
    if (rollback && at >= 0) pile.length = at + 1;
    else if (pile.at(-1) !== digest) pile.push(digest);
  }
  return pile.at(-2);
}
