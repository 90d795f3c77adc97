import { CooperError } from "../../core/error.ts";
import { type Limit, limit } from "../../core/limit.ts";
import { attachedTag } from "../../oci/attached-tag.ts";
import type { Descriptor } from "../../oci/descriptor.ts";
import type { Digest } from "../../oci/digest.ts";
import { writeIndexManifest } from "../../oci/index-manifest.ts";
import { mediaType } from "../../oci/media-type.ts";
import { putManifest } from "./manifests.ts";
import { type Fallback, readFallback, type Subject } from "./referrers.ts";
import type { Timing } from "./timing.ts";
import type { Transport } from "./transport.ts";

/** How a list of referrers changes; the same list where there is nothing to do. */
export type Change = (manifests: readonly Descriptor[]) => readonly Descriptor[];

const tries = 8;

/**
 * Keeps fallback indexes. A registry has no transactions: `If-Match` is sent where it gives an ETag, but `docker-registry`
 * gives one and does not look at `If-Match`. So a change is looked for again after as long as another writer may take, and
 * made again where it was lost. Source: OCI distribution 1.1, "Referrers Tag Schema".
 */
export class FallbackIndexes {
  readonly #transport: Transport;
  readonly #timing: Timing;
  readonly #turns = new Map<string, Limit>();

  constructor(transport: Transport, timing: Timing) {
    this.#transport = transport;
    this.#timing = timing;
  }

  /** Changes the list of a subject, one writer of this process after the other. */
  change(subject: Subject, change: Change): Promise<void> {
    const key = `${subject.registry}/${subject.repository}@${subject.digest}`;
    const turn = this.#turns.get(key) ?? limit(1);
    this.#turns.set(key, turn);
    return turn(() => this.#changeUntilKept(subject, change));
  }

  async #changeUntilKept(subject: Subject, change: Change): Promise<void> {
    for (let attempt = 1; attempt <= tries; attempt += 1) {
      const asked = this.#timing.now();
      const before = await readFallback(this.#transport, subject);
      const after = change(before.manifests);
      if (after === before.manifests) return;
      if (!(await this.#write(subject, before, after))) continue;
      const took = this.#timing.now() - asked;
      if (await this.#isKept(subject, change, took)) return;
    }
    throw new CooperError(`others keep changing the list of referrers of ${subject.digest}`, {
      code: "REFERRERS_CONTENDED",
      where: `${subject.registry}/${subject.repository}:${attachedTag(subject.digest)}`,
      hint: "Run it again when they are done.",
      retryable: true,
    });
  }

  async #write(subject: Subject, before: Fallback, after: readonly Descriptor[]): Promise<boolean> {
    const { digest, ...repository } = subject;
    const { annotations, etag } = before;
    const index = { schemaVersion: 2, mediaType: mediaType.index, manifests: after } as const;
    const bytes = writeIndexManifest({ ...index, ...(annotations ? { annotations } : {}) });
    const condition = etag === undefined ? {} : { "if-match": etag };
    const put = { bytes, mediaType: mediaType.index, tag: attachedTag(digest), condition };
    return !(await putManifest(this.#transport, repository, put)).conflict;
  }

  /** Looks at once, and again when whoever read before our write will have written. */
  async #isKept(subject: Subject, change: Change, pause: number): Promise<boolean> {
    for (const wait of [0, 2 * pause]) {
      await this.#timing.wait(wait);
      const { manifests } = await readFallback(this.#transport, subject);
      if (change(manifests) !== manifests) return false;
    }
    return true;
  }
}

/** Adds a descriptor unless its digest is listed. */
export function adding(added: Descriptor): Change {
  return (manifests) =>
    manifests.some(({ digest }) => digest === added.digest) ? manifests : [...manifests, added];
}

/** Takes a digest from the list. */
export function removing(removed: Digest): Change {
  return (manifests) => {
    const left = manifests.filter(({ digest }) => digest !== removed);
    return left.length === manifests.length ? manifests : left;
  };
}
