import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { digestOf } from "../../oci/digest.ts";
import { mediaType } from "../../oci/media-type.ts";
import { TestRegistry } from "./testing/test-registry.ts";

const put = (registry: TestRegistry, reference: string, body: string, type: string = mediaType.manifest) =>
  registry.refusal("PUT", `/v2/a/manifests/${reference}`, { body, headers: { "content-type": type } });

test("a manifest comes back byte for byte, under its tag and its digest", async (t) => {
  const registry = await TestRegistry.start(t);
  const { descriptor, answer, body } = await registry.manifest("a", "1.0", { custom: { field: true } });
  assert.equal(answer.status, 201);
  assert.equal(answer.headers.get("docker-content-digest"), descriptor.digest);
  assert.equal(answer.headers.get("location"), `/v2/a/manifests/${descriptor.digest}`);
  for (const reference of ["1.0", descriptor.digest]) {
    const pulled = await registry.call("GET", `/v2/a/manifests/${reference}`);
    assert.equal(pulled.headers.get("content-type"), mediaType.manifest);
    assert.equal(await pulled.text(), body);
  }
});

test("what a manifest is about is confirmed, whether it is there or not", async (t) => {
  const registry = await TestRegistry.start(t);
  const digest = digestOf("not pushed yet");
  const subject = { mediaType: mediaType.manifest, digest, size: 3 };
  const { answer } = await registry.manifest("a", undefined, { subject });
  assert.deepEqual([answer.status, answer.headers.get("oci-subject")], [201, digest]);
});

test("a manifest by digest may bring tags", async (t) => {
  const registry = await TestRegistry.start(t);
  const { body } = await registry.manifest("a", "first");
  const answer = await registry.call("PUT", `/v2/a/manifests/${digestOf(body)}?tag=1.2&tag=latest`, {
    body,
    headers: { "content-type": `${mediaType.manifest}; charset=utf-8` },
  });
  assert.equal(answer.headers.get("oci-tag"), "1.2, latest");
  assert.equal((await registry.call("HEAD", "/v2/a/manifests/latest")).status, 200);
});

test("an index needs its manifests, and a manifest its config and layers, in the same repository", async (t) => {
  const registry = await TestRegistry.start(t);
  const { descriptor, body } = await registry.manifest("b", "1");
  const index = JSON.stringify({ schemaVersion: 2, mediaType: mediaType.index, manifests: [descriptor] });
  assert.equal(await put(registry, "i", index, mediaType.index), "400 MANIFEST_BLOB_UNKNOWN");
  assert.equal(await put(registry, "m", body), "400 MANIFEST_BLOB_UNKNOWN");
  const sent = { body: index, headers: { "content-type": mediaType.index } };
  assert.equal((await registry.call("PUT", "/v2/b/manifests/i", sent)).status, 201);
});

test("content by sha512 is kept and followed", async (t) => {
  const registry = await TestRegistry.start(t);
  const digest = `sha512:${createHash("sha512").update("x").digest("hex")}`;
  await registry.call("POST", `/v2/a/blobs/uploads/?digest=${digest}`, { body: "x" });
  const layers = [{ mediaType: mediaType.layer, digest, size: 1 }];
  assert.equal((await registry.manifest("a", "1", { layers })).answer.status, 201);
  assert.ok(registry.store.registry.get("a")?.blobs.includes(digestOf("x")));
});

const descriptor = { mediaType: mediaType.config, digest: digestOf("{}"), size: 2 };
const plain = { schemaVersion: 2, config: descriptor, layers: [] };
const invalid: readonly [string, unknown, string?][] = [
  ["no JSON", "not JSON"],
  ["no object", []],
  ["schema 1", { ...plain, schemaVersion: 1 }],
  ["a manifest without config", { schemaVersion: 2, layers: [] }],
  ["a manifest that is an index too", { ...plain, manifests: [] }],
  ["an index that is a manifest too", { ...plain, manifests: [] }, mediaType.index],
  ["a digest that is none", { ...plain, config: { ...descriptor, digest: "sha256:../.." } }],
  ["a type that it does not call itself", { ...plain, mediaType: mediaType.dockerManifest }],
  ["a type that is none of a manifest", plain, "application/vnd.docker.distribution.manifest.v1+json"],
];

for (const [name, document, type] of invalid) {
  test(`${name} is refused`, async (t) => {
    const registry = await TestRegistry.start(t);
    await registry.blob("a", "{}");
    const body = typeof document === "string" ? document : JSON.stringify(document);
    assert.equal(await put(registry, "1", body, type), "400 MANIFEST_INVALID");
    assert.equal((await registry.call("HEAD", "/v2/a/manifests/1")).status, 404);
  });
}

test("a reference that is neither a tag nor the digest of the content is refused", async (t) => {
  const registry = await TestRegistry.start(t);
  await registry.blob("a", "{}");
  const body = JSON.stringify(plain);
  assert.equal(await put(registry, digestOf("other"), body), "400 DIGEST_INVALID");
  assert.equal(await put(registry, "sha256:12", body), "400 DIGEST_INVALID");
  assert.equal(await put(registry, ".hidden", body), "400 MANIFEST_INVALID");
});

test("four mebibytes are taken, and one byte more is not", async (t) => {
  const registry = await TestRegistry.start(t);
  await registry.blob("a", "{}");
  const [start, end] = ['{"annotations":{"a":"', `"},${JSON.stringify(plain).slice(1)}`];
  const full = `${start}${"x".repeat(4 * 2 ** 20 - start.length - end.length)}${end}`;
  const sent = { body: full, headers: { "content-type": mediaType.manifest } };
  assert.equal((await registry.call("PUT", "/v2/a/manifests/1", sent)).status, 201);
  assert.equal(await put(registry, "2", `${full} `), "413 SIZE_INVALID");
});

test("a layer that is fetched from elsewhere need not be here", async (t) => {
  const registry = await TestRegistry.start(t);
  const type = "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip";
  const layers = [{ mediaType: type, digest: digestOf("elsewhere"), size: 9 }];
  assert.equal((await registry.manifest("a", "1", { layers })).answer.status, 201);
});
