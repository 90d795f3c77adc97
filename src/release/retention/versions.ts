import { isName } from "../../oci/attached-tag.ts";
import type { Digest } from "../../oci/digest.ts";
import { Reach, subjectsOf } from "./reach.ts";
import type { Manifests, StoredManifest } from "./repository-state.ts";

/** What the rules judge: an image that has a name, or that nothing else leads to. */
export interface Version {
  readonly manifest: StoredManifest;
  /** Tags that people gave. */
  readonly names: readonly string[];
  /** Whether it is about something that is not there any more. */
  readonly orphan: boolean;
}

/** The versions of a repository, newest first. Every manifest is one, or is reached from one. */
export function versionsOf(manifests: Manifests, reach = new Reach(manifests)): readonly Version[] {
  const all = [...manifests.values()];
  const inner = new Set(all.flatMap(({ digest }) => reach.from(digest)));
  const tops = all.filter(({ digest, tags }) => tags.some(isName) || !inner.has(digest));
  const reached = reach.closure(tops.map(({ digest }) => digest));
  // Manifests that lead to each other in a round have no top.
  const rounds = all.filter(({ digest }) => !reached.has(digest));
  return [...tops, ...rounds].map((manifest) => describe(manifest, manifests)).sort(newestFirst);
}

function describe(manifest: StoredManifest, manifests: Manifests): Version {
  const names = manifest.tags.filter(isName).sort();
  const subjects: readonly Digest[] = subjectsOf(manifest);
  const gone = subjects.length > 0 && subjects.every((digest) => !manifests.has(digest));
  return { manifest, names, orphan: names.length === 0 && gone };
}

/** By age; what tells none counts as new. Of equal age, the higher version is the newer. */
function newestFirst(a: Version, b: Version): number {
  const [x, y] = [a, b].map(({ manifest }) => manifest.created ?? Number.MAX_VALUE) as [number, number];
  return y - x || byNumber.compare(b.names.join(), a.names.join());
}

const byNumber = new Intl.Collator("en", { numeric: true });
