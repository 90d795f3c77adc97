import { attachedTo } from "../../oci/attached-tag.ts";
import type { Digest } from "../../oci/digest.ts";
import type { Manifests, StoredManifest } from "./repository-state.ts";

/** What a manifest is about: its subject, and the digests that its tags are made from. */
export function subjectsOf({ subject, tags }: StoredManifest): readonly Digest[] {
  const byTag = tags.map(attachedTo).filter((digest) => digest !== undefined);
  return subject === undefined ? byTag : [subject, ...byTag];
}

/** What needs what in a repository. */
export class Reach {
  readonly #manifests: Manifests;
  readonly #attached = new Map<Digest, Digest[]>();

  constructor(manifests: Manifests) {
    this.#manifests = manifests;
    for (const manifest of manifests.values()) {
      for (const subject of subjectsOf(manifest)) {
        const known = this.#attached.get(subject);
        if (known) known.push(manifest.digest);
        else this.#attached.set(subject, [manifest.digest]);
      }
    }
  }

  /** What has to stay where this stays: children, and what is attached. Only what is there. */
  from(digest: Digest): readonly Digest[] {
    const children = this.#manifests.get(digest)?.children ?? [];
    const attached = this.#attached.get(digest) ?? [];
    return [...children, ...attached].filter((each) => this.#manifests.has(each));
  }

  /** The roots and everything they lead to, over any number of steps. */
  closure(roots: Iterable<Digest>): Set<Digest> {
    return walk(roots, (digest) => this.from(digest));
  }

  /** A manifest and, of an index, the manifests that it is put together from. Only what is there. */
  parts(root: Digest): readonly StoredManifest[] {
    const digests = walk([root], (digest) => this.#manifests.get(digest)?.children ?? []);
    return [...digests].map((digest) => this.#manifests.get(digest)).filter((each) => each !== undefined);
  }
}

function walk(roots: Iterable<Digest>, from: (digest: Digest) => readonly Digest[]): Set<Digest> {
  const reached = new Set(roots);
  // A set that grows while it is walked is walked to its end.
  for (const digest of reached) {
    for (const next of from(digest)) reached.add(next);
  }
  return reached;
}
