import assert from "node:assert/strict";
import { test } from "node:test";
import { sampleIndex } from "../../test/support/sample-image.ts";
import { repositoriesIn } from "../registry/server/repositories.ts";
import { digestNamed, manifestOf, partOf } from "../registry/server/repository.ts";
import { temporaryStore } from "../store/testing/temporary-store.ts";
import { publishInStore } from "./store-registry.ts";

const day = 24 * 3600 * 1000;

test("an image is in the store's registry with all that it leads to, and stays through a clean-up", async (t) => {
  const store = await temporaryStore(t);
  const { descriptor: root, index } = await sampleIndex(store.blobs);
  const publication = { name: "todost", root, tags: ["1.4", "latest"], dryRun: false };
  const outcome = await publishInStore({ store }, publication);
  assert.deepEqual(outcome, { tags: ["1.4", "latest"], manifests: 3, blobs: 0, bytes: 0, mounted: 0 });
  const repository = repositoriesIn(store.registry).get("todost");
  assert.ok(repository);
  assert.equal(digestNamed(repository, "1.4"), root.digest);
  for (const { digest } of index.manifests) assert.ok(manifestOf(repository, digest));
  await store.gc({ keep: -day });
  for (const digest of Object.keys(repository.parts)) {
    const part = partOf(repository, digest);
    assert.equal(await store.blobs.size(part?.stored ?? root.digest), part?.size);
  }
});

test("a second time there is nothing to do, and a dry run does nothing", async (t) => {
  const store = await temporaryStore(t);
  const { descriptor: root } = await sampleIndex(store.blobs);
  const publication = { name: "todost", root, tags: ["1.4"], dryRun: true };
  assert.equal((await publishInStore({ store }, publication)).manifests, 3);
  assert.equal(repositoriesIn(store.registry).get("todost"), undefined);
  await publishInStore({ store }, { ...publication, dryRun: false });
  const again = await publishInStore({ store }, { ...publication, dryRun: false });
  assert.deepEqual(again, { tags: [], manifests: 0, blobs: 0, bytes: 0, mounted: 0 });
});
