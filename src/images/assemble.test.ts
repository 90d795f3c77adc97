import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryBlobs } from "../../test/support/memory-blobs.ts";
import { sampleLayer } from "../../test/support/sample-layer.ts";
import { bytesOf } from "../core/stream.ts";
import { digestOf } from "../oci/digest.ts";
import { mediaType } from "../oci/media-type.ts";
import { parsePlatform } from "../oci/platform.ts";
import { assembleImage, assembleIndex } from "./assemble.ts";
import { loadImage } from "./image.ts";
import { loadImageFor, loadImages, loadIndex } from "./image-index.ts";

const blobs = new MemoryBlobs();
const base = await sampleLayer(blobs, "base files", { "etc/": "", "etc/os-release": "ID=debian\n" });
const app = await sampleLayer(blobs, "app", { "app.py": "print('hello')\n" });
const parts = {
  platform: parsePlatform("linux/amd64"),
  layers: [base, app],
  settings: { entrypoint: ["python3", "app.py"], user: "65532", env: { B: "2", A: "1" } },
  created: 1_700_000_000,
};

test("an image has config, history and layers as its parts say", async () => {
  const image = await assembleImage({ ...parts, annotations: { title: "app" } }, blobs);
  assert.deepEqual(image.config, {
    created: "2023-11-14T22:13:20Z",
    architecture: "amd64",
    os: "linux",
    config: { User: "65532", Env: ["B=2", "A=1"], Entrypoint: ["python3", "app.py"] },
    rootfs: { type: "layers", diff_ids: [base.diffId, app.diffId] },
    history: [
      { created: "2023-11-14T22:13:20Z", created_by: "base files", comment: "cooper" },
      { created: "2023-11-14T22:13:20Z", created_by: "app", comment: "cooper" },
    ],
  });
  assert.deepEqual(image.manifest.layers, [base.descriptor, app.descriptor]);
  assert.deepEqual(image.manifest.annotations, { title: "app" });
  assert.deepEqual(image.descriptor.platform, { architecture: "amd64", os: "linux" });
});

test("equal parts give equal bytes, whatever the order of their fields: a golden digest", async () => {
  const { created, settings, layers, platform } = parts;
  const a = await assembleImage(parts, blobs);
  const b = await assembleImage({ created, settings, layers, platform }, new MemoryBlobs());
  assert.equal(a.descriptor.digest, b.descriptor.digest);
  assert.equal(
    a.descriptor.digest,
    "sha256:b3dca91bd2fff2bc6460c4fed63ccc3954ddf8241daf3d35627c425e967a8043",
  );
});

test("what was assembled loads to the same view", async () => {
  const image = await assembleImage(parts, blobs);
  const loaded = await loadImage(blobs, image.descriptor);
  assert.deepEqual(loaded.rawManifest, image.rawManifest);
  assert.deepEqual(loaded.config, image.config);
  assert.deepEqual(
    loaded.layers.map((layer) => layer.name),
    ["base files", "app"],
  );
});

test("layers that Docker compressed keep their bytes and get OCI's name for them", async () => {
  const descriptor = { ...base.descriptor, mediaType: mediaType.dockerLayer };
  const image = await assembleImage({ ...parts, layers: [{ ...base, descriptor }] }, blobs);
  assert.equal(image.manifest.layers[0]?.mediaType, mediaType.layerGzip);
});

test("an index keeps the order and finds each platform", async () => {
  const images = await Promise.all(
    ["linux/amd64", "linux/arm64"].map((name) =>
      assembleImage({ ...parts, platform: parsePlatform(name) }, blobs),
    ),
  );
  const { descriptor } = await assembleIndex(images, { title: "app" }, blobs);
  const { index } = await loadIndex(blobs, descriptor);
  assert.deepEqual(index.annotations, { title: "app" });
  const digests = images.map((image) => image.descriptor.digest);
  assert.deepEqual(
    (await loadImages(blobs, descriptor)).map((image) => image.descriptor.digest),
    digests,
  );
  const arm = await loadImageFor(blobs, descriptor, parsePlatform("linux/arm64/v8"));
  assert.equal(arm.descriptor.digest, digests[1]);
  await assert.rejects(loadImageFor(blobs, descriptor, parsePlatform("linux/arm/v7")), {
    code: "NO_PLATFORM",
  });
});

test("a single image is no image for another platform", async () => {
  const { descriptor } = await assembleImage(parts, blobs);
  await assert.rejects(loadImageFor(blobs, descriptor, parsePlatform("linux/arm64")), {
    code: "NO_PLATFORM",
    hint: "It has linux/amd64.",
  });
});

test("more layers than engines take are refused", async () => {
  const layers = Array.from({ length: 128 }, () => base);
  await assert.rejects(assembleImage({ ...parts, layers }, blobs), { code: "TOO_MANY_LAYERS" });
});

test("damaged and missing documents are told apart", async () => {
  const own = new MemoryBlobs();
  const { descriptor, manifest, rawManifest } = await assembleImage(parts, own);
  own.damage(descriptor.digest, Buffer.from(rawManifest).fill(32, 0, 1));
  await assert.rejects(loadImage(own, descriptor), { code: "DIGEST_MISMATCH", where: descriptor.digest });
  own.damage(descriptor.digest, rawManifest);
  own.remove(manifest.config.digest);
  await assert.rejects(loadImage(own, descriptor), { code: "BLOB_MISSING" });
});

test("a manifest announced as something else is refused", async () => {
  const { descriptor } = await assembleImage(parts, blobs);
  const announced = { ...descriptor, mediaType: mediaType.dockerManifest };
  await assert.rejects(loadImage(blobs, announced), { code: "MEDIA_TYPE_MISMATCH" });
});

test("an artifact that is no image is named as such", async () => {
  const config = Buffer.from('{"architecture":"","os":"","rootfs":{"type":"layers"}}');
  await blobs.put(bytesOf(config));
  const raw = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      artifactType: "application/vnd.example.sbom",
      config: { mediaType: mediaType.config, digest: digestOf(config), size: config.length },
      layers: [base.descriptor],
    }),
  );
  await blobs.put(bytesOf(raw));
  const descriptor = { mediaType: mediaType.manifest, digest: digestOf(raw), size: raw.length };
  await assert.rejects(loadImage(blobs, descriptor), { code: "BAD_CONFIG", hint: /another artifact/ });
});
