import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { digestOf } from "../../oci/digest.ts";
import { mediaType } from "../../oci/media-type.ts";
import { scriptedClient } from "./testing/scripted-client.ts";
import { complaint, type Step } from "./testing/scripted-registry.ts";

const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: mediaType.index, manifests: [] }));
const digest = digestOf(bytes);
const byTag = "/v2/team/app/manifests/v1";
const byDigest = `/v2/team/app/manifests/${digest}`;
const descriptor = { mediaType: mediaType.index, digest, size: bytes.length };
const lie = { "docker-content-digest": digestOf("something else"), "content-type": "text/plain" };

test("the bytes say what a manifest is, whatever the headers do", async (t) => {
  const check: Step["check"] = ({ headers }) => assert.match(headers.accept ?? "", /index.*list.*manifest/);
  const { client, repository } = await scriptedClient(t, [
    { request: `GET ${byTag}`, body: bytes, headers: lie, check },
  ]);
  assert.deepEqual((await client.manifest({ ...repository, tag: "v1" }))?.descriptor, descriptor);
});

test("a manifest whose connection is lost half-way is asked for again", async (t) => {
  const { client, repository, registry } = await scriptedClient(t, [
    { request: `GET ${byTag}`, body: bytes, cutAfter: 10 },
    { request: `GET ${byTag}`, body: bytes, cutAfter: 0 },
    { request: `GET ${byTag}`, body: bytes },
  ]);
  assert.deepEqual((await client.manifest({ ...repository, tag: "v1" }))?.bytes, bytes);
  registry.finish();
});

test("other bytes than those of the digest asked for are refused", async (t) => {
  const headers = { "docker-content-digest": digest };
  const { client, repository } = await scriptedClient(t, [
    { request: `GET ${byDigest}`, body: "{}", headers },
  ]);
  await assert.rejects(client.manifest({ ...repository, digest }), { code: "DIGEST_MISMATCH" });
});

const strange: readonly (readonly [what: string, body: string | Buffer, code: string])[] = [
  ["a web page", "<html>", "REGISTRY_PROTOCOL"],
  ["nothing", "", "REGISTRY_PROTOCOL"],
  ["bytes that a proxy has compressed", gzipSync(bytes), "REGISTRY_PROTOCOL"],
  ["more than a manifest may have", " ".repeat(4 * 2 ** 20 + 1), "TOO_LARGE"],
];

for (const [what, body, code] of strange) {
  test(`${what} is no manifest, and no failure of ours`, async (t) => {
    const { client, repository } = await scriptedClient(t, [{ request: `GET ${byTag}`, body }]);
    await assert.rejects(client.manifest({ ...repository, tag: "v1" }), { code });
  });
}

for (const code of ["MANIFEST_UNKNOWN", "NAME_UNKNOWN"]) {
  test(`404 ${code} is no manifest, and no error`, async (t) => {
    const missing = { request: `GET ${byTag}`, status: 404, body: complaint(code) };
    const { client, repository } = await scriptedClient(t, [
      missing,
      { request: `HEAD ${byTag}`, status: 404 },
    ]);
    assert.equal(await client.manifest({ ...repository, tag: "v1" }), undefined);
    assert.equal(await client.head({ ...repository, tag: "v1" }), undefined);
  });
}

const headers = {
  "docker-content-digest": digest,
  "content-type": mediaType.index,
  "content-length": String(bytes.length),
};

test("one HEAD tells what a tag names", async (t) => {
  const { client, repository, registry } = await scriptedClient(t, [{ request: `HEAD ${byTag}`, headers }]);
  assert.deepEqual(await client.head({ ...repository, tag: "v1" }), descriptor);
  registry.finish();
});

const incomplete: readonly [string, Readonly<Record<string, string>>][] = [
  ["no digest", { ...headers, "docker-content-digest": "" }],
  ["a digest of another kind", { ...headers, "docker-content-digest": "md5:00" }],
  ["no length", { ...headers, "content-length": "0" }],
  ["no media type", { ...headers, "content-type": "application/json" }],
];

for (const [name, poor] of incomplete) {
  test(`a HEAD with ${name} is followed by a GET`, async (t) => {
    const steps = [
      { request: `HEAD ${byTag}`, headers: poor },
      { request: `GET ${byTag}`, body: bytes },
    ];
    const { client, repository } = await scriptedClient(t, steps);
    assert.deepEqual(await client.head({ ...repository, tag: "v1" }), descriptor);
  });
}

test("a HEAD by digest that claims another digest is looked into", async (t) => {
  const steps = [
    { request: `HEAD ${byDigest}`, headers: { ...headers, ...lie } },
    { request: `GET ${byDigest}`, body: "{}" },
  ];
  const { client, repository } = await scriptedClient(t, steps);
  await assert.rejects(client.head({ ...repository, digest }), { code: "DIGEST_MISMATCH" });
});

test("a manifest is put by tag or by digest, again after 5xx", async (t) => {
  const check: Step["check"] = ({ headers, body }) => {
    assert.equal(headers["content-type"], mediaType.index);
    assert.deepEqual(body, bytes);
  };
  const { client, repository, registry } = await scriptedClient(t, [
    { request: `PUT ${byTag}`, status: 502 },
    { request: `PUT ${byTag}`, status: 201, check },
    { request: `PUT ${byDigest}`, status: 201, check },
  ]);
  const put = { bytes, mediaType: mediaType.index };
  assert.deepEqual(await client.putManifest(repository, { ...put, tag: "v1" }), descriptor);
  assert.deepEqual(await client.putManifest(repository, put), descriptor);
  registry.finish();
});

test("a manifest that the registry misreads while somebody else pushes it is put again", async (t) => {
  const { client, repository, registry } = await scriptedClient(t, [
    { request: `PUT ${byDigest}`, status: 400, body: complaint("DIGEST_INVALID") },
    { request: `PUT ${byDigest}`, status: 201 },
    { request: `PUT ${byTag}`, status: 400, body: complaint("MANIFEST_INVALID") },
  ]);
  await client.putManifest(repository, { bytes, mediaType: mediaType.index });
  const again = client.putManifest(repository, { bytes, mediaType: mediaType.index, tag: "v1" });
  await assert.rejects(again, { code: "REGISTRY_STATUS" });
  registry.finish();
});

test("a deletion says whether there was something, and who cannot delete", async (t) => {
  const get = { request: `GET ${byDigest}`, body: bytes };
  const remove = `DELETE ${byDigest}`;
  const { client, repository, registry } = await scriptedClient(t, [
    get,
    { request: remove, status: 202 },
    { request: `GET ${byDigest}`, status: 404 },
    { request: remove, status: 404 },
    get,
    { request: remove, status: 405, body: complaint("UNSUPPORTED") },
    { request: `DELETE ${byTag}`, status: 202 },
  ]);
  assert.equal(await client.deleteManifest(repository, digest), true);
  assert.equal(await client.deleteManifest(repository, digest), false);
  await assert.rejects(client.deleteManifest(repository, digest), { code: "DELETE_UNSUPPORTED" });
  assert.equal(await client.deleteTag(repository, "v1"), true);
  registry.finish();
});
