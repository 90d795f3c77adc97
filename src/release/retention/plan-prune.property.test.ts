import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import type { Digest } from "../../oci/digest.ts";
import { anyRepository } from "./history.fixture.ts";
import { planPrune } from "./plan-prune.ts";
import type { Manifests, StoredManifest } from "./repository-state.ts";
import type { RetentionRules } from "./retention-rules.ts";

const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: undefined });

const anyRules = fc.record({
  now: fc.constant(100),
  last: maybe(fc.integer({ min: 1, max: 3 })),
  youngerThan: maybe(fc.integer({ min: 1, max: 100 })),
  tags: fc.subarray(["latest", "v*", "1.*"]),
  deployed: fc.constant(new Set<Digest>()),
  pullRequests: maybe(fc.record({ open: maybe(fc.constantFrom(new Set([1]), new Set<number>())) })),
});

/** Written apart from the code under test: what `from` makes necessary, by the words of the rule. */
function needs(from: StoredManifest, other: StoredManifest): boolean {
  const hex = from.digest.slice("sha256:".length);
  return (
    from.children.includes(other.digest) ||
    other.subject === from.digest ||
    other.tags.some((tag) => tag === `sha256-${hex}` || tag.startsWith(`sha256-${hex}.`))
  );
}

function everythingNeeded(manifests: Manifests, roots: readonly Digest[]): Set<Digest> {
  const needed = new Set(roots);
  for (let before = -1; before < needed.size; ) {
    before = needed.size;
    for (const other of manifests.values()) {
      const by = [...needed].some((digest) => {
        const from = manifests.get(digest);
        return from !== undefined && needs(from, other);
      });
      if (by) needed.add(other.digest);
    }
  }
  return needed;
}

function check(manifests: Manifests, rules: RetentionRules): void {
  const repository = { registry: "registry.example", repository: "todost" };
  const { verdicts, deletions, frees } = planPrune([{ repository, manifests }], rules);
  const deleted = deletions.flatMap(({ digests }) => digests);
  const kept = verdicts.filter(({ keep }) => keep).map(({ digest }) => digest);
  const needed = everythingNeeded(manifests, kept);
  assert.deepEqual(
    deleted.filter((digest) => needed.has(digest)),
    [],
  );
  // Nothing is forgotten either, nothing twice, and what is judged to go does go.
  assert.equal(deleted.length + needed.size, manifests.size);
  assert.ok(verdicts.every(({ keep, digest }) => keep !== deleted.includes(digest)));
  checkOrder(manifests, deleted);
  assert.equal(frees, unshared(manifests, new Set(deleted)));
}

/** Whoever stops half-way must not leave an index whose children are gone, or an image without its signature. */
function checkOrder(manifests: Manifests, deleted: readonly Digest[]): void {
  const gone = new Set<Digest>();
  for (const digest of deleted) {
    gone.add(digest);
    for (const { digest: other, children } of manifests.values()) {
      if (!gone.has(other)) assert.ok(!children.includes(digest));
    }
    const { subject } = manifests.get(digest) ?? {};
    if (subject !== undefined && manifests.has(subject)) assert.ok(gone.has(subject));
  }
}

function unshared(manifests: Manifests, deleted: ReadonlySet<Digest>): number {
  const bytes = (of: (digest: Digest) => boolean) => {
    const some = [...manifests.values()].filter(({ digest }) => of(digest));
    return new Map(some.flatMap((each) => [each, ...each.blobs]).map(({ digest, size }) => [digest, size]));
  };
  const staying = bytes((digest) => !deleted.has(digest));
  const going = bytes((digest) => deleted.has(digest));
  return [...going].reduce((sum, [digest, size]) => (staying.has(digest) ? sum : sum + size), 0);
}

test("in 10,000 random histories nothing goes that something kept leads to", () => {
  fc.assert(
    fc.property(anyRepository, anyRules, ({ manifests }, rules) => check(manifests, rules)),
    { numRuns: 10_000 },
  );
});

test("a deployed digest, of whatever part of an image, keeps all of it", () => {
  fc.assert(
    fc.property(anyRepository, fc.nat(), ({ repository, manifests }, n) => {
      const digest = [...manifests.keys()][n % Math.max(1, manifests.size)];
      const rules = { now: 100, tags: [], deployed: new Set(digest ? [digest] : []) };
      const [deletions] = planPrune([{ repository, manifests }], rules).deletions;
      const needed = everythingNeeded(manifests, digest ? [digest] : []);
      assert.deepEqual(
        deletions?.digests.filter((each) => needed.has(each)),
        [],
      );
    }),
    { numRuns: 2_000 },
  );
});
