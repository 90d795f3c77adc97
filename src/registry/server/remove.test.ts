import assert from "node:assert/strict";
import { test } from "node:test";
import { digestOf } from "../../oci/digest.ts";
import { TestRegistry } from "./testing/test-registry.ts";

test("a tag goes, and what it named stays", async (t) => {
  const registry = await TestRegistry.start(t);
  const { descriptor } = await registry.manifest("a", "1");
  assert.equal((await registry.call("DELETE", "/v2/a/manifests/1")).status, 202);
  assert.equal(await registry.refusal("GET", "/v2/a/manifests/1"), "404 MANIFEST_UNKNOWN");
  assert.equal((await registry.call("HEAD", `/v2/a/manifests/${descriptor.digest}`)).status, 200);
});

test("a manifest goes with its tags and leaves the list of referrers", async (t) => {
  const registry = await TestRegistry.start(t);
  const { descriptor: subject } = await registry.manifest("a", "1");
  const { descriptor } = await registry.manifest("a", "about", { subject });
  assert.equal((await registry.call("DELETE", `/v2/a/manifests/${descriptor.digest}`)).status, 202);
  const tags = await registry.call("GET", "/v2/a/tags/list");
  assert.deepEqual(await tags.json(), { name: "a", tags: ["1"] });
  const referrers = await registry.call("GET", `/v2/a/referrers/${subject.digest}`);
  assert.deepEqual(((await referrers.json()) as { manifests: [] }).manifests, []);
});

test("a blob goes from one repository and stays in the other", async (t) => {
  const registry = await TestRegistry.start(t);
  const { digest } = await registry.blob("a", "x");
  await registry.blob("b", "x");
  assert.equal((await registry.call("DELETE", `/v2/a/blobs/${digest}`)).status, 202);
  assert.equal(await registry.refusal("GET", `/v2/a/blobs/${digest}`), "404 BLOB_UNKNOWN");
  assert.equal((await registry.call("HEAD", `/v2/b/blobs/${digest}`)).status, 200);
});

test("what is not there cannot go", async (t) => {
  const registry = await TestRegistry.start(t);
  const digest = digestOf("x");
  assert.equal(await registry.refusal("DELETE", "/v2/a/manifests/1"), "404 NAME_UNKNOWN");
  await registry.blob("a", "y");
  assert.equal(await registry.refusal("DELETE", "/v2/a/manifests/1"), "404 MANIFEST_UNKNOWN");
  assert.equal(await registry.refusal("DELETE", `/v2/a/manifests/${digest}`), "404 MANIFEST_UNKNOWN");
  assert.equal(await registry.refusal("DELETE", `/v2/a/blobs/${digest}`), "404 BLOB_UNKNOWN");
});
