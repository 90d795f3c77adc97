import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryBlobs } from "../../../test/support/memory-blobs.ts";
import type { Reference } from "../../oci/reference.ts";
import { MemoryRegistry } from "../../registry/client/testing/memory-registry.ts";
import { putSample } from "../../registry/client/testing/sample-images.ts";
import { keptManifests } from "./kept-manifests.ts";

const repository = { registry: "registry.example", repository: "todost" };

/** Notes what a registry would call a pull. */
class Noting extends MemoryRegistry {
  readonly pulls: Reference[] = [];

  override async manifest(reference: Reference) {
    this.pulls.push(reference);
    return super.manifest(reference);
  }

  override async head(reference: Reference) {
    return (await super.manifest(reference))?.descriptor;
  }
}

test("a manifest is pulled once, and not at all where the store has it", async () => {
  const client = new Noting();
  const blobs = new MemoryBlobs();
  const { digest } = await putSample({ client, repository }, ["image"]);
  client.pulls.length = 0;
  const first = await keptManifests(client, blobs).manifest({ ...repository, digest });
  assert.equal(first?.descriptor.digest, digest);
  assert.deepEqual(await keptManifests(client, blobs).manifest({ ...repository, digest }), first);
  assert.equal(client.pulls.length, 1);
});

test("what the store has and the registry has not is not there", async () => {
  const client = new Noting();
  const reader = keptManifests(client, new MemoryBlobs());
  const { digest } = await putSample({ client, repository }, ["image"]);
  await reader.manifest({ ...repository, digest });
  await client.deleteManifest(repository, digest);
  assert.equal(await reader.manifest({ ...repository, digest }), undefined);
});
