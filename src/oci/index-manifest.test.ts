import assert from "node:assert/strict";
import { test } from "node:test";
import { digestOf } from "./digest.ts";
import {
  choosePlatform,
  isIndexType,
  parseIndexManifest,
  platformsOf,
  writeIndexManifest,
} from "./index-manifest.ts";
import { mediaType } from "./media-type.ts";
import { type Platform, parsePlatform } from "./platform.ts";

const manifest = (name: string, platform?: Platform) => ({
  mediaType: mediaType.manifest,
  digest: digestOf(name),
  size: 1,
  ...(platform ? { platform } : {}),
});
const parse = (value: unknown) => parseIndexManifest(Buffer.from(JSON.stringify(value)), "app:1");
const index = parse({
  schemaVersion: 2,
  manifests: [
    manifest("amd64", { os: "linux", architecture: "amd64" }),
    manifest("arm64", { os: "linux", architecture: "arm64", variant: "v8" }),
    manifest("armv7", { os: "linux", architecture: "arm", variant: "v7" }),
    manifest("attestation", { os: "unknown", architecture: "unknown" }),
    manifest("anonymous"),
  ],
});

test("reads OCI indexes and Docker's manifest lists", () => {
  assert.equal(index.mediaType, mediaType.index);
  for (const type of [mediaType.index, mediaType.dockerIndex]) {
    assert.ok(isIndexType(type));
    assert.equal(parse({ schemaVersion: 2, mediaType: type, manifests: [] }).mediaType, type);
  }
});

test("names the field that is wrong", () => {
  const cases: [unknown, RegExp][] = [
    [{ schemaVersion: 2, mediaType: mediaType.manifest, manifests: [] }, /mediaType must be/],
    [{ schemaVersion: 2, manifests: [{}] }, /manifests\[0\]\.mediaType must be text, not absent/],
    [{ schemaVersion: 2, manifests: [], layers: [] }, /layers must be absent/],
    [{ schemaVersion: 2, manifests: [], config: {} }, /config must be absent/],
  ];
  for (const [value, message] of cases) {
    assert.throws(() => parse(value), { code: "BAD_INDEX", where: "app:1", message });
  }
});

test("chooses the platform and never a near one", () => {
  const chosen = (name: string) => choosePlatform(index.manifests, parsePlatform(name)).digest;
  assert.equal(chosen("linux/amd64"), digestOf("amd64"));
  assert.equal(chosen("linux/arm64"), digestOf("arm64"));
  assert.equal(chosen("linux/arm64/v8"), digestOf("arm64"));
  assert.equal(chosen("linux/arm/v7"), digestOf("armv7"));
  for (const name of ["linux/arm", "linux/arm/v6", "linux/amd64/v3", "windows/amd64", "linux/386"]) {
    assert.throws(() => chosen(name), {
      code: "NO_PLATFORM",
      hint: "It has linux/amd64, linux/arm64/v8, linux/arm/v7.",
    });
  }
});

test("an attestation is no platform", () => {
  assert.equal(platformsOf(index.manifests).length, 3);
});

test("our own indexes have one form", () => {
  const platform = { variant: "v7", os: "linux", architecture: "arm" };
  const written = writeIndexManifest({
    manifests: [manifest("a", platform)],
    mediaType: mediaType.index,
    schemaVersion: 2,
  });
  assert.match(written.toString(), /^\{"schemaVersion":2,"mediaType":"[^"]*","manifests":\[/);
  assert.match(written.toString(), /"platform":\{"architecture":"arm","os":"linux","variant":"v7"\}\}\]\}$/);
});
