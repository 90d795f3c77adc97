import { CooperError } from "../../core/error.ts";
import type { Digest } from "../../oci/digest.ts";
import { formatReference, type RepositoryName } from "../../oci/reference.ts";
import type { Deletions } from "./plan-prune.ts";
import { Reach } from "./reach.ts";
import type { RepositoryState } from "./repository-state.ts";
import type { Shelf } from "./shelf.ts";

/** What a registry would not delete. */
export interface Refusal {
  readonly repository: RepositoryName;
  readonly digest: Digest;
  readonly reason: string;
}

/** What came of deleting. */
export interface PruneOutcome {
  /** Manifests and indexes. */
  readonly deleted: number;
  readonly refused: readonly Refusal[];
}

/**
 * Deletes what was planned. Where the registry refuses something for good, what that leads to stays as well: its
 * platforms, and its signatures. Fails with `REPOSITORY_CHANGED`, and deletes nothing of the repository, where it is not
 * as it was judged.
 */
export async function applyDeletions({ state, digests }: Deletions, shelf: Shelf): Promise<PruneOutcome> {
  const { repository, manifests } = state;
  if (digests.length === 0) return { deleted: 0, refused: [] };
  if (!sameState(state, await shelf.load(repository))) throw changed(repository);
  const reach = new Reach(manifests);
  const spared = new Set<Digest>();
  const refused: Refusal[] = [];
  let deleted = 0;
  // What leads to something comes first, so a refusal is known before it matters.
  for (const digest of digests) {
    const spare = spared.has(digest);
    const { tags = [] } = manifests.get(digest) ?? {};
    const reason = spare ? undefined : await shelf.remove(repository, { digest, tags });
    if (!spare && reason === undefined) {
      deleted += 1;
      continue;
    }
    if (reason !== undefined) refused.push({ repository, digest, reason });
    for (const next of reach.from(digest)) spared.add(next);
  }
  return { deleted, refused };
}

/** A push in the meantime may have named what was to go. */
function sameState(before: RepositoryState, now: RepositoryState): boolean {
  const describe = ({ manifests }: RepositoryState) =>
    [...manifests.values()]
      .map(({ digest, tags }) => `${digest} ${[...tags].sort().join()}`)
      .sort()
      .join("\n");
  return describe(before) === describe(now);
}

function changed(repository: RepositoryName): CooperError {
  return new CooperError("the repository is not as it was a moment ago", {
    code: "REPOSITORY_CHANGED",
    where: formatReference(repository),
    hint: "Somebody pushed or deleted. Nothing of it was deleted; run the command again.",
    retryable: true,
  });
}
