import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { bytesOf } from "../../core/stream.ts";
import type { Descriptor } from "../../oci/descriptor.ts";
import { digestOf } from "../../oci/digest.ts";
import { mediaType } from "../../oci/media-type.ts";
import { openStore } from "../../store/open-store.ts";
import { catalogOf } from "./catalog.ts";
import { type ServedRegistry, serveCatalog } from "./serve.ts";

const layer = Buffer.from("the bytes of a layer");
const manifest = Buffer.from('{"schemaVersion":2}');
const secret = Buffer.from("a blob of another image");
let folder: string;
let registry: ServedRegistry;

const describe = (bytes: Buffer, type: string): Descriptor => ({
  mediaType: type,
  digest: digestOf(bytes),
  size: bytes.length,
});

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "cooper-"));
  const { blobs } = await openStore(folder);
  for (const bytes of [layer, manifest, secret]) await blobs.put(bytesOf(bytes));
  const descriptor = describe(manifest, mediaType.manifest);
  const image = {
    repository: "team/app",
    tag: "latest",
    descriptor,
    blobs: [describe(layer, mediaType.layer)],
  };
  registry = await serveCatalog(catalogOf([image]), blobs);
});

after(async () => {
  await registry.close();
  await rm(folder, { recursive: true });
});

const call = (path: string, method = "GET") => fetch(`http://${registry.host}${path}`, { method });

test("the base answers", async () => {
  const answer = await call("/v2/");
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("docker-distribution-api-version"), "registry/2.0");
});

for (const reference of ["latest", digestOf(manifest)]) {
  test(`the manifest comes as stored under ${reference.slice(0, 12)}`, async () => {
    const answer = await call(`/v2/team/app/manifests/${reference}`);
    assert.equal(answer.headers.get("content-type"), mediaType.manifest);
    assert.equal(answer.headers.get("docker-content-digest"), digestOf(manifest));
    assert.deepEqual(Buffer.from(await answer.arrayBuffer()), manifest);
  });
}

test("a blob comes whole, with its length", async () => {
  const answer = await call(`/v2/team/app/blobs/${digestOf(layer)}`);
  assert.equal(answer.headers.get("content-length"), String(layer.length));
  assert.deepEqual(Buffer.from(await answer.arrayBuffer()), layer);
});

test("HEAD answers without a body", async () => {
  const answer = await call(`/v2/team/app/blobs/${digestOf(layer)}`, "HEAD");
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("content-length"), String(layer.length));
  assert.equal((await answer.arrayBuffer()).byteLength, 0);
});

test("a run of bytes comes alone", async () => {
  const answer = await fetch(`http://${registry.host}/v2/team/app/blobs/${digestOf(layer)}`, {
    headers: { range: "bytes=4-8" },
  });
  assert.equal(answer.status, 206);
  assert.equal(answer.headers.get("content-range"), `bytes 4-8/${layer.length}`);
  assert.equal(await answer.text(), "bytes");
});

const refusals: readonly [string, string, string, number][] = [
  ["a blob which the image does not have", `/v2/team/app/blobs/${digestOf(secret)}`, "GET", 404],
  ["another repository", `/v2/other/blobs/${digestOf(layer)}`, "GET", 404],
  ["a digest that is none", "/v2/team/app/blobs/sha256:..%2f..%2findex.json", "GET", 404],
  ["a path that is no path", "//", "GET", 404],
  ["an unknown tag", "/v2/team/app/manifests/v1", "GET", 404],
  ["an upload", "/v2/team/app/blobs/uploads/", "POST", 405],
  ["a method that no path has", "/v2/", "OPTIONS", 405],
  ["a name that is not allowed", "/v2/Team/manifests/v1", "GET", 400],
  ["a deletion", `/v2/team/app/manifests/${digestOf(manifest)}`, "DELETE", 405],
];

for (const [name, path, method, status] of refusals) {
  test(`${name} is refused with ${status}`, async () => {
    const answer = await call(path, method);
    assert.equal(answer.status, status);
    assert.ok(((await answer.json()) as { errors: unknown[] }).errors.length > 0);
  });
}
