import assert from "node:assert/strict";
import { test } from "node:test";
import { hexOf } from "../../oci/digest.ts";
import { MemoryRegistry } from "../../registry/client/testing/memory-registry.ts";
import { putSample, putSampleIndex } from "../../registry/client/testing/sample-images.ts";
import { applyDeletions } from "./apply-plan.ts";
import { planPrune } from "./plan-prune.ts";
import { registryShelf } from "./registry-shelf.ts";

const repository = { registry: "registry.example", repository: "todost" };
const rules = { now: Date.UTC(2026, 0, 1), tags: ["latest"], deployed: new Set<never>() };
const created = "org.opencontainers.image.created";

test("what tags lead to is read, with its age, and what no rule keeps is deleted, parents first", async () => {
  const client = new MemoryRegistry();
  const place = { client, repository };
  const shared = await putSample(place, ["shared"]);
  const old = await putSample(place, ["old"]);
  const annotations = { [created]: "2025-06-01T00:00:00Z" };
  const gone = await putSampleIndex(place, [shared, old], { tag: "1.0", annotations });
  await putSampleIndex(place, [shared], {
    tag: "latest",
    annotations: { [created]: "1970-01-01T00:00:00Z" },
  });
  const signature = await putSample(place, ["signature"], { tag: `sha256-${hexOf(gone.digest)}.sig` });
  const sbom = await putSample(place, ["sbom"], { subject: gone });
  const shelf = registryShelf(client);

  const { verdicts, deletions } = planPrune([await shelf.load(repository)], rules);
  assert.partialDeepStrictEqual(verdicts, [
    { tags: ["latest"], keep: true, created: undefined },
    { tags: ["1.0"], keep: false, created: Date.UTC(2025, 5, 1) },
  ]);
  client.log.length = 0;
  assert.ok(deletions[0]);
  assert.deepEqual(await applyDeletions(deletions[0], shelf), { deleted: 4, refused: [] });
  assert.deepEqual(
    new Set(client.log.slice(0, 2)),
    new Set([signature, sbom].map(({ digest }) => `delete ${digest}`)),
  );
  assert.deepEqual(client.log.slice(2), [`delete ${gone.digest}`, `delete ${old.digest}`]);
});

test("an image without a tag of its own is not mistaken for gone, where something is about it", async () => {
  const client = new MemoryRegistry();
  const place = { client, repository };
  const image = await putSample(place, ["running by digest"]);
  await putSample(place, ["signature"], { tag: `sha256-${hexOf(image.digest)}.sig` });
  const state = await registryShelf(client).load(repository);
  const deployed = { ...rules, deployed: new Set([image.digest]) };
  assert.deepEqual(planPrune([state], deployed).deletions[0]?.digests, []);
});
