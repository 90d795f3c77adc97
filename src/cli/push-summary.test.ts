import assert from "node:assert/strict";
import { test } from "node:test";
import type { PushedImage } from "../api/push.ts";
import { digestOf } from "../oci/digest.ts";
import { pushSummary } from "./push-summary.ts";

const paint = (_: unknown, text: string) => text;
const digest = digestOf("todost");
const repository = "ghcr.io/acme/todost";

function pushed(outcome: Partial<PushedImage["outcome"]>): PushedImage {
  return {
    name: "todost",
    label: "//services/todost",
    repository,
    digest,
    reference: `${repository}@${digest}`,
    tags: [
      { tag: "latest", rule: "main branch" },
      { tag: "sha-0a1b2c3", rule: "commit" },
    ],
    outcome: { tags: [], manifests: 0, blobs: 0, bytes: 0, mounted: 0, ...outcome },
  };
}

const cases: readonly [what: string, image: PushedImage, expected: RegExp][] = [
  ["what was sent", pushed({ manifests: 3, blobs: 9, bytes: 4_880_000, tags: ["latest"] }), / 4\.88MB$/],
  ["tags alone", pushed({ tags: ["latest"] }), / 1 tags?$/],
  ["nothing", pushed({}), / nothing$/],
];

for (const [what, image, expected] of cases) {
  test(`a push says ${what}`, () => {
    const line = pushSummary([image], { paint, dryRun: false }).split("\n")[1] ?? "";
    assert.match(line, expected);
    assert.ok(line.includes(`${repository}@${digest}`) && line.includes("latest, sha-0a1b2c3"));
  });
}

test("a dry run says that it only would", () => {
  assert.match(pushSummary([pushed({})], { paint, dryRun: true }), /WOULD SEND/);
  assert.equal(pushSummary([], { paint, dryRun: true }), "Nothing to push.\n");
});
