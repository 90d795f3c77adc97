import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryBlobs } from "../../test/support/memory-blobs.ts";
import { gzipInto, sampleImage, sampleIndex } from "../../test/support/sample-image.ts";
import { mediaType } from "../oci/media-type.ts";
import { dockerImage } from "./docker-image.ts";
import { loadImage } from "./image.ts";
import { loadImages, loadIndex } from "./image-index.ts";
import { inspectImage } from "./inspect.ts";
import { recompressImage } from "./recompress.ts";
import { mapImages } from "./rewrite.ts";
import { verifyImage } from "./validate.ts";

test("compresses the layers and leaves config, files and the given image alone", async () => {
  const blobs = new MemoryBlobs();
  const image = await sampleImage(blobs);
  const before = Buffer.from(image.rawManifest);
  const small = await recompressImage(image, gzipInto(blobs), blobs);
  assert.deepEqual(
    small.manifest.layers.map((layer) => layer.mediaType),
    [mediaType.layerGzip, mediaType.layerGzip],
  );
  assert.deepEqual(small.rawConfig, image.rawConfig);
  assert.deepEqual(Buffer.from(image.rawManifest), before);
  await verifyImage(await loadImage(blobs, small.descriptor), blobs);
  const [a, b] = [await inspectImage(image), await inspectImage(small)];
  assert.deepEqual(a.directories, b.directories);
});

test("layers that are compressed already keep their bytes", async () => {
  const blobs = new MemoryBlobs();
  const small = await recompressImage(await sampleImage(blobs), gzipInto(blobs), blobs);
  const never = () => assert.fail("nothing is left to compress");
  assert.equal(await recompressImage(small, never, blobs), small);
});

test("an index is transformed image by image", async () => {
  const blobs = new MemoryBlobs();
  const { descriptor, index } = await sampleIndex(blobs);
  const root = await mapImages(blobs, descriptor, (image) => recompressImage(image, gzipInto(blobs), blobs));
  assert.notEqual(root.digest, descriptor.digest);
  const changed = await loadIndex(blobs, root);
  assert.deepEqual(
    changed.index.manifests.map((m) => m.platform),
    index.manifests.map((m) => m.platform),
  );
  for (const image of await loadImages(blobs, root)) await verifyImage(image, blobs);
});

test("Docker's words name the same config, so the image ID stays", async () => {
  const blobs = new MemoryBlobs();
  const image = await sampleImage(blobs);
  const plain = await dockerImage(image, blobs);
  assert.equal(plain.manifest.mediaType, mediaType.dockerManifest);
  assert.equal(plain.manifest.config.digest, image.manifest.config.digest);
  assert.equal(plain.manifest.layers[0]?.mediaType, mediaType.dockerLayerTar);
  const small = await dockerImage(await recompressImage(image, gzipInto(blobs), blobs), blobs);
  assert.equal(small.manifest.layers[0]?.mediaType, mediaType.dockerLayer);
  await verifyImage(await loadImage(blobs, small.descriptor), blobs);
});

test("Docker has no word for zstd", async () => {
  const blobs = new MemoryBlobs();
  const image = await sampleImage(blobs);
  const [layer] = image.layers;
  assert.ok(layer);
  const zstd = { ...layer, descriptor: { ...layer.descriptor, mediaType: mediaType.layerZstd } };
  assert.throws(() => dockerImage({ ...image, layers: [zstd] }, blobs), { code: "UNSUPPORTED_LAYER" });
});
