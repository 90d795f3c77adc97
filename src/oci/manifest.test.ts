import assert from "node:assert/strict";
import { test } from "node:test";
import { digestOf } from "./digest.ts";
import { isManifestType, parseManifest, writeManifest } from "./manifest.ts";
import { mediaType } from "./media-type.ts";

const config = { mediaType: mediaType.config, digest: digestOf("config"), size: 6 };
const layer = { mediaType: mediaType.layerGzip, digest: digestOf("layer"), size: 5 };
const parse = (value: unknown) => parseManifest(Buffer.from(JSON.stringify(value)), "app:1");

test("reads OCI manifests with and without a media type, and Docker's schema 2", () => {
  const given = { schemaVersion: 2, config, layers: [layer] };
  assert.deepEqual(parse(given), { ...given, mediaType: mediaType.manifest });
  for (const type of [mediaType.manifest, mediaType.dockerManifest]) {
    assert.deepEqual(parse({ ...given, mediaType: type }), { ...given, mediaType: type });
    assert.ok(isManifestType(type));
  }
});

test("keeps artifact type, subject and annotations", () => {
  const given = {
    schemaVersion: 2,
    mediaType: mediaType.manifest,
    artifactType: "application/vnd.example",
    config: { ...config, annotations: { a: "b" } },
    layers: [],
    subject: layer,
    annotations: { "org.opencontainers.image.title": "app" },
  };
  assert.deepEqual(parse(given), given);
});

test("names the field that is wrong", () => {
  const cases: [unknown, RegExp][] = [
    [{ schemaVersion: 1, config, layers: [] }, /schemaVersion must be 2, not 1/],
    [
      { schemaVersion: 2, mediaType: mediaType.index, config, layers: [] },
      /mediaType must be the media type/,
    ],
    [{ schemaVersion: 2, layers: [] }, /config must be an object, not absent/],
    [{ schemaVersion: 2, config, layers: [layer, { ...layer, digest: "sha256:1" }] }, /layers\[1\]\.digest/],
    [
      { schemaVersion: 2, config: { ...config, size: 1.5 }, layers: [] },
      /config\.size must be a whole number/,
    ],
    [{ schemaVersion: 2, config, layers: [], manifests: [] }, /manifests must be absent/],
  ];
  for (const [value, message] of cases) {
    assert.throws(() => parse(value), { code: "BAD_MANIFEST", where: "app:1", message });
  }
});

test("our own manifests have one form", () => {
  const written = writeManifest({
    layers: [layer],
    annotations: { z: "1", a: "2" },
    config,
    mediaType: mediaType.manifest,
    schemaVersion: 2,
  }).toString();
  assert.match(written, /^\{"schemaVersion":2,"mediaType":"[^"]*","config":\{"mediaType":"[^"]*","digest"/);
  assert.match(written, /"annotations":\{"a":"2","z":"1"\}\}$/);
});
