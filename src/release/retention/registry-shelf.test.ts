import assert from "node:assert/strict";
import { test } from "node:test";
import { digestOf, hexOf } from "../../oci/digest.ts";
import type { Reference } from "../../oci/reference.ts";
import { RegistryError } from "../../registry/client/registry-error.ts";
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
  const shelf = registryShelf({ client });

  const { verdicts, deletions } = planPrune([await shelf.load(repository)], rules);
  assert.partialDeepStrictEqual(verdicts, [
    { tags: ["latest"], keep: true, created: undefined },
    { tags: ["1.0"], keep: false, created: Date.UTC(2025, 5, 1) },
  ]);
  client.log.length = 0;
  assert.ok(deletions[0]);
  assert.deepEqual(await applyDeletions(deletions[0], shelf), { deleted: 4, refused: [] });
  assert.equal(client.log[0], `delete ${gone.digest}`);
  const rest = [old, signature, sbom].map(({ digest }) => `delete ${digest}`);
  assert.deepEqual(client.log.slice(1).sort(), rest.sort());
});

test("an image without a tag of its own is not mistaken for gone, where something is about it", async () => {
  const client = new MemoryRegistry();
  const place = { client, repository };
  const image = await putSample(place, ["running by digest"]);
  await putSample(place, ["signature"], { tag: `sha256-${hexOf(image.digest)}.sig` });
  const state = await registryShelf({ client }).load(repository);
  const deployed = { ...rules, deployed: new Set([image.digest]) };
  assert.deepEqual(planPrune([state], deployed).deletions[0]?.digests, []);
});

/** Like Harbor where a tag is immutable: it counts reading as a pull, and refuses to delete. */
class Harbor extends MemoryRegistry {
  pulls = 0;

  override async manifest(reference: Reference) {
    this.pulls += 1;
    return super.manifest(reference);
  }

  override async deleteManifest(): Promise<boolean> {
    throw new RegistryError("harbor.example answered 412 PRECONDITION: it is immutable", {
      code: "REGISTRY_STATUS",
      status: 412,
      reason: "PRECONDITION",
      retryAfter: undefined,
    });
  }
}

test("times of pulls are asked for before reading may change them", async () => {
  const client = new Harbor();
  const { digest } = await putSample({ client, repository }, ["image"], { tag: "1.0" });
  client.pulls = 0;
  const headsOfTags = 1;
  const pulls = async () => {
    assert.equal(client.pulls, headsOfTags);
    return new Map([[digest, 5]]);
  };
  const { manifests } = await registryShelf({ client, pulls }).load(repository);
  assert.equal(manifests.get(digest)?.pulled, 5);
});

test("what Harbor keeps since a tag is immutable is reported, and what it leads to stays", async () => {
  const client = new Harbor();
  const place = { client, repository };
  const index = await putSampleIndex(place, [await putSample(place, ["one"])], { tag: "1.0" });
  const shelf = registryShelf({ client });
  const [deletions] = planPrune([await shelf.load(repository)], rules).deletions;
  assert.ok(deletions);
  const outcome = await applyDeletions(deletions, shelf);
  assert.equal(outcome.deleted, 0);
  assert.deepEqual(
    outcome.refused.map(({ digest }) => digest),
    [index.digest],
  );
  assert.match(outcome.refused[0]?.reason ?? "", /412 PRECONDITION: it is immutable/);
});

test("what is deployed keeps its platforms, though its tag has moved on and another image that goes has them, too", async () => {
  const client = new MemoryRegistry();
  const place = { client, repository };
  const shared = await putSample(place, ["shared"]);
  const running = await putSampleIndex(place, [shared, await putSample(place, ["a"])], { tag: "1.0" });
  await putSampleIndex(place, [shared, await putSample(place, ["b"])], { tag: "1.0" });
  const deployed = new Set([running.digest, digestOf("an image of another repository")]);
  const state = await registryShelf({ client, deployed }).load(repository);
  const [deletions] = planPrune([state], { ...rules, deployed }).deletions;
  assert.equal(deletions?.digests.length, 2);
  assert.ok(!deletions?.digests.includes(shared.digest));
});

/** Like Google's: a manifest goes after its tags, and before it whatever leads to it. */
class Google extends MemoryRegistry {
  needed: string | undefined;

  override async deleteManifest(...[name, digest]: Parameters<MemoryRegistry["deleteManifest"]>) {
    const tags = await Array.fromAsync(this.tags(name));
    const targets = await Promise.all(tags.map((tag) => this.head({ ...name, tag })));
    if (targets.some((target) => target?.digest === digest)) throw refusal("GOOGLE_MANIFEST_DANGLING_TAG");
    if (digest === this.needed) throw refusal("GOOGLE_MANIFEST_DANGLING_PARENT_IMAGE");
    return super.deleteManifest(name, digest);
  }
}

function refusal(reason: string): RegistryError {
  const details = { code: "REGISTRY_STATUS", status: 400, reason, retryAfter: undefined };
  return new RegistryError(`pkg.dev answered 400 ${reason}`, details);
}

test("from Google's registry tags go first, and what an index needs that nobody lists is reported", async () => {
  const client = new Google();
  const place = { client, repository };
  const child = await putSample(place, ["one"]);
  const index = await putSampleIndex(place, [child], { tag: "1.0" });
  await putSample(place, ["two"], { tag: "keep" });
  client.needed = child.digest;
  const shelf = registryShelf({ client });
  const [deletions] = planPrune([await shelf.load(repository)], { ...rules, tags: ["keep"] }).deletions;
  assert.ok(deletions);
  client.log.length = 0;
  const { deleted, refused } = await applyDeletions(deletions, shelf);
  assert.equal(deleted, 1);
  assert.deepEqual(client.log, ["delete 1.0", `delete ${index.digest}`]);
  assert.deepEqual(
    refused.map(({ digest }) => digest),
    [child.digest],
  );
});

test("an image whose config is none has no known age", async () => {
  const client = new MemoryRegistry();
  const { digest } = await putSample({ client, repository }, ["image"], { tag: "1.0" });
  for (const config of ["", "null", "no JSON"]) {
    client.blob = async function* () {
      yield Buffer.from(config);
    };
    const { manifests } = await registryShelf({ client }).load(repository);
    assert.equal(manifests.get(digest)?.created, undefined);
  }
});
