import type { Digest } from "../../oci/digest.ts";
import type { RepositoryName } from "../../oci/reference.ts";
import { type Judgement, judge, newestOf } from "./judge.ts";
import { Reach } from "./reach.ts";
import type { RepositoryState, Weighed } from "./repository-state.ts";
import type { RetentionRules } from "./retention-rules.ts";
import { versionsOf } from "./versions.ts";

/** What becomes of one version, and why. */
export interface Verdict extends Judgement {
  readonly repository: RepositoryName;
  readonly digest: Digest;
  readonly tags: readonly string[];
  /** Milliseconds since 1970. */
  readonly created?: number | undefined;
  /** Bytes that go with it. What several share is counted at the first of them. */
  readonly frees: number;
}

/** What goes from one repository. */
export interface Deletions {
  readonly state: RepositoryState;
  /** What names something comes before what it names, so that no index is ever left without its children. */
  readonly digests: readonly Digest[];
}

/** What pruning does. */
export interface PrunePlan {
  readonly verdicts: readonly Verdict[];
  readonly deletions: readonly Deletions[];
  /** Bytes, each blob counted once. */
  readonly frees: number;
}

/** Judges every version and works out what goes. Never does anything go that something kept leads to. */
export function planPrune(states: readonly RepositoryState[], rules: RetentionRules): PrunePlan {
  const sorted = states.map((state) => sort(state, rules));
  const scales = new Scales(sorted);
  const verdicts = sorted.flatMap((each) =>
    each.verdicts.map((v) => ({ ...v, frees: scales.weigh(each, v) })),
  );
  return {
    verdicts,
    deletions: sorted.map((each) => ({ state: each.state, digests: doomed(each) })),
    frees: verdicts.reduce((sum, { frees }) => sum + frees, 0),
  };
}

interface Sorted {
  readonly state: RepositoryState;
  readonly reach: Reach;
  readonly kept: ReadonlySet<Digest>;
  readonly verdicts: readonly Omit<Verdict, "frees">[];
}

function sort(state: RepositoryState, rules: RetentionRules): Sorted {
  const { repository, manifests } = state;
  const reach = new Reach(manifests);
  const versions = versionsOf(manifests, reach);
  const around = { rules, reach, newest: newestOf(versions, rules) };
  const judged = versions.map((version) => ({ version, judgement: judge(version, around) }));
  const roots = judged.filter(({ judgement }) => judgement.keep);
  const kept = reach.closure(roots.map(({ version }) => version.manifest.digest));
  const verdicts = judged.map(({ version: { manifest, names }, judgement }) => {
    const { digest, created } = manifest;
    const spared = !judgement.keep && kept.has(digest);
    const final = spared ? { keep: true, reason: "belongs to an image that stays" } : judgement;
    return { repository, digest, tags: names, created, ...final };
  });
  return { state, reach, kept, verdicts };
}

/** Counts every blob once in each registry, where repositories share them. */
class Scales {
  readonly #counted = new Set<string>();

  constructor(sorted: readonly Sorted[]) {
    for (const { state, kept } of sorted) {
      for (const digest of kept) this.#add(state, digest);
    }
  }

  weigh({ state, reach }: Sorted, { keep, digest }: Pick<Verdict, "keep" | "digest">): number {
    if (keep) return 0;
    return [...reach.closure([digest])].reduce((sum, each) => sum + this.#add(state, each), 0);
  }

  #add({ repository, manifests }: RepositoryState, digest: Digest): number {
    const manifest = manifests.get(digest);
    const parts: readonly Weighed[] = manifest ? [manifest, ...manifest.blobs] : [];
    let sum = 0;
    for (const part of parts) {
      const key = `${repository.registry} ${part.digest}`;
      if (!this.#counted.has(key)) sum += part.size;
      this.#counted.add(key);
    }
    return sum;
  }
}

/** What names something before what it names, and what is attached after what it is about. */
function doomed({ state: { manifests }, reach, kept }: Sorted): readonly Digest[] {
  const ordered: Digest[] = [];
  const seen = new Set(kept);
  const visit = (digest: Digest) => {
    if (seen.has(digest)) return;
    seen.add(digest);
    for (const target of reach.from(digest)) visit(target);
    ordered.push(digest);
  };
  for (const digest of manifests.keys()) visit(digest);
  return ordered.reverse();
}
