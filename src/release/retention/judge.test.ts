import assert from "node:assert/strict";
import { test } from "node:test";
import { digestOf } from "../../oci/digest.ts";
import { promotionTag } from "../../workspace/promotion-tag.ts";
import { planPrune } from "./plan-prune.ts";
import type { StoredManifest } from "./repository-state.ts";
import type { RetentionRules } from "./retention-rules.ts";

const day = 86_400_000;
const now = 1000 * day;
const repository = { registry: "registry.example", repository: "todost" };

/** A manifest with these tags, so many days old. */
function image(tags: readonly string[], age?: number, more: Partial<StoredManifest> = {}): StoredManifest {
  const created = age === undefined ? undefined : now - age * day;
  return { digest: digestOf(tags.join()), size: 1, tags, children: [], blobs: [], created, ...more };
}

function verdictsOf(images: readonly StoredManifest[], rules: Partial<RetentionRules>) {
  const manifests = new Map(images.map((each) => [each.digest, each]));
  const whole = { now, tags: [], deployed: new Set<never>(), ...rules };
  const { verdicts } = planPrune([{ repository, manifests }], whole);
  return Object.fromEntries(
    verdicts.map(({ tags, keep, reason }) => [tags.join(), `${keep ? "keep" : "delete"}: ${reason}`]),
  );
}

const pullRequests = { open: new Set([2]), after: 14 * day };
const twelve = digestOf("a child");

const cases: readonly [name: string, StoredManifest, Partial<RetentionRules>, verdict: string][] = [
  ["no rule", image(["1.0"], 5), {}, "delete: no rule keeps it"],
  ["a tag by name", image(["latest", "1.0"], 5), { tags: ["latest"] }, "keep: has the tag latest"],
  ["a tag by pattern", image(["v1.0"], 5), { tags: ["latest", "v*"] }, "keep: v1.0 fits v*"],
  ["a pattern is no regular expression", image(["v1x0"], 5), { tags: ["v1.0"] }, "delete: no rule keeps it"],
  ["young", image(["1.0"], 5), { youngerThan: 6 * day }, "keep: is 5 days old"],
  ["just too old", image(["1.0"], 6), { youngerThan: 6 * day }, "delete: no rule keeps it"],
  ["of no known age", image(["1.0"]), { youngerThan: day }, "keep: its age is not known"],
  [
    "deployed",
    image(["1.0"], 900, { children: [twelve] }),
    { deployed: new Set([digestOf("1.0")]) },
    "keep: is deployed",
  ],
  [
    "a platform that is deployed",
    image(["1.0"], 900, { children: [twelve] }),
    { deployed: new Set([twelve]) },
    "keep: is deployed",
  ],
  [
    "deployed, by the id that Docker gives it",
    image(["1.0"], 900, { blobs: [{ digest: twelve, size: 1 }] }),
    { deployed: new Set([twelve]) },
    "keep: is deployed",
  ],
  [
    "pulled lately",
    image(["1.0"], 900, { pulled: now - day }),
    { pulledWithin: 2 * day },
    "keep: was pulled 1 day ago",
  ],
  [
    "pulled long ago",
    image(["1.0"], 900, { pulled: now - 3 * day }),
    { pulledWithin: 2 * day },
    "delete: no rule keeps it",
  ],
  ["never pulled", image(["1.0"], 1, { pulled: 0 }), { pulledWithin: 2 * day }, "delete: no rule keeps it"],
  [
    "pulled nobody knows when",
    image(["1.0"], 900),
    { pulledWithin: 2 * day },
    "keep: its last pull is not known",
  ],
  [
    "a pull request's, pulled nobody knows when",
    image(["pr-1"], 900),
    { pulledWithin: 2 * day, pullRequests },
    "keep: its last pull is not known",
  ],
  [
    "a platform pulled lately",
    image(["1.0"], 900, { children: [twelve], pulled: now - 30 * day }),
    { pulledWithin: 4 * day },
    "keep: was pulled 3 days ago",
  ],
  ["closed", image(["pr-1", "sha-abc1234"], 1), { pullRequests }, "delete: pull request 1 is closed"],
  [
    "an earlier push, closed",
    image(["pr-1-0a1b2c3", "sha-0a1b2c3"], 1),
    { pullRequests },
    "delete: pull request 1 is closed",
  ],
  ["a branch called like it", image(["pr-1-fix"], 1), { pullRequests }, "delete: no rule keeps it"],
  ["closed and young", image(["pr-1"], 1), { pullRequests, youngerThan: 2 * day }, "keep: is 1 day old"],
  ["open", image(["pr-2"], 1), { pullRequests }, "keep: pull request 2 is open"],
  ["open and old", image(["pr-2"], 15), { pullRequests }, "delete: pull request 2: 15 days old"],
  ["not known to be closed", image(["pr-1"], 1), { pullRequests: {} }, "keep: pull request 1 may be open"],
  [
    "a pull request's image with a version",
    image(["pr-1", "1.0"], 1),
    { pullRequests, tags: ["1.*"] },
    "keep: 1.0 fits 1.*",
  ],
  ["without a tag", image([], 1), {}, "delete: no rule keeps it"],
  ["without a tag yet", image([], 0.04), {}, "keep: may belong to work that is under way"],
  [
    "promoted now",
    image([promotionTag(new Date(now - 5).toISOString())], 9),
    {},
    "keep: may belong to work that is under way",
  ],
  [
    "promoted before",
    image([promotionTag(new Date(now - day).toISOString())], 9),
    {},
    "delete: no rule keeps it",
  ],
  [
    "a signature without its image yet",
    image([`sha256-${"0".repeat(64)}.sig`], 0),
    {},
    "keep: may belong to work that is under way",
  ],
  [
    "a signature of something gone",
    image([`sha256-${"0".repeat(64)}.sig`], 3),
    { youngerThan: 2 * day },
    "delete: what it was about is gone",
  ],
  [
    "a signature of something gone, of no known age",
    image([`sha256-${"0".repeat(64)}.sig`]),
    { youngerThan: 2 * day },
    "delete: what it was about is gone",
  ],
  [
    "a signature that came before its image",
    image([`sha256-${"0".repeat(64)}.sig`], 1),
    { youngerThan: 2 * day },
    "keep: is 1 day old",
  ],
];

for (const [name, subject, rules, expected] of cases) {
  test(`${name}: ${expected}`, () => {
    const child: StoredManifest = { ...image([], 900, { pulled: now - 3 * day }), digest: twelve };
    const all = subject.children.length > 0 ? [subject, child] : [subject];
    assert.deepEqual(Object.values(verdictsOf(all, rules)), [expected]);
  });
}

test("the newest N count by age, then by version; nameless images and pull requests do not count", () => {
  const images = [image(["1.9"], 3), image(["1.10"], 3), image(["1.8"], 4), image(["pr-7"], 1), image([], 2)];
  const verdicts = verdictsOf(images, { last: 2, pullRequests: {} });
  assert.deepEqual(verdicts, {
    "1.9": "keep: is one of the newest 2",
    "1.10": "keep: is one of the newest 2",
    "1.8": "delete: no rule keeps it",
    "pr-7": "keep: pull request 7 may be open",
    "": "delete: no rule keeps it",
  });
  assert.equal(verdictsOf(images, { last: 1 })["1.10"], "delete: no rule keeps it");
  assert.equal(verdictsOf(images.slice(0, 2), { last: 1 })["1.10"], "keep: is one of the newest 1");
});

test("a tagged platform of an index that stays is kept with it", () => {
  const platform = image(["amd64-only"], 900);
  const index = image(["1.0"], 1, { children: [platform.digest] });
  assert.equal(
    verdictsOf([index, platform], { youngerThan: 2 * day })["amd64-only"],
    "keep: belongs to an image that stays",
  );
});

test("bytes are counted once, also across repositories of a registry", () => {
  const blob = { digest: digestOf("layer"), size: 1000 };
  const state = (name: string, images: readonly StoredManifest[]) => ({
    repository: { ...repository, repository: name },
    manifests: new Map(images.map((each) => [each.digest, each])),
  });
  const own = { digest: digestOf("own"), size: 50 };
  const old = [image(["1"], 9, { blobs: [blob, own] }), image(["2"], 9, { blobs: [blob] })];
  const rules = { now, tags: ["keep"], deployed: new Set<never>() };
  assert.deepEqual(
    planPrune([state("a", old), state("b", [old[1] as StoredManifest])], rules).verdicts.map((v) => v.frees),
    [1001, 51, 0],
  );
  const kept = image(["keep"], 9, { blobs: [blob] });
  assert.equal(planPrune([state("a", old), state("b", [kept])], rules).frees, 52);
});
