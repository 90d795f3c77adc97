import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryBlobs } from "../../../test/support/memory-blobs.ts";
import { bytesOf } from "../../core/stream.ts";
import { digestOf } from "../../oci/digest.ts";
import { isIndexType } from "../../oci/index-manifest.ts";
import { writeManifest } from "../../oci/manifest.ts";
import { mediaType } from "../../oci/media-type.ts";
import { pullImage } from "./pull-image.ts";
import { MemoryRegistry } from "./testing/memory-registry.ts";
import { putSample, putSampleIndex } from "./testing/sample-images.ts";

const repository = { registry: "registry.example", repository: "team/todost" };

async function published() {
  const client = new MemoryRegistry();
  const place = { client, repository };
  const amd64 = await putSample(place, ["base", "amd64"]);
  const arm64 = await putSample(place, ["base", "arm64"]);
  const on = (architecture: string) => ({ os: "linux", architecture });
  const manifests = [
    { ...amd64, platform: on("amd64") },
    { ...arm64, platform: on("arm64") },
  ];
  const index = await putSampleIndex(place, manifests, { tag: "1.4" });
  return { client, amd64, arm64, index };
}

test("an index comes with every platform and every blob", async () => {
  const { client, amd64, arm64, index } = await published();
  const blobs = new MemoryBlobs();
  const root = await pullImage(blobs, { client, reference: { ...repository, tag: "1.4" } });
  assert.ok(isIndexType(root.mediaType));
  assert.equal(root.digest, index.digest);
  for (const { digest } of [amd64, arm64, index]) assert.ok(await blobs.size(digest));
});

test("one platform comes alone", async () => {
  const { client, amd64, arm64 } = await published();
  const blobs = new MemoryBlobs();
  const reference = { ...repository, tag: "1.4" };
  const root = await pullImage(blobs, {
    client,
    reference,
    platform: { os: "linux", architecture: "arm64" },
  });
  assert.equal(root.digest, arm64.digest);
  assert.equal(await blobs.size(amd64.digest), undefined);
});

test("a layer that is fetched from elsewhere stays there", async () => {
  const client = new MemoryRegistry();
  const foreign = "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip";
  const { digest } = await putSample({ client, repository }, ["app"], { foreign });
  const blobs = new MemoryBlobs();
  assert.equal((await pullImage(blobs, { client, reference: { ...repository, digest } })).digest, digest);
});

test("what is not there is said by its name", async () => {
  const { client } = await published();
  const reference = { ...repository, tag: "9" };
  await assert.rejects(pullImage(new MemoryBlobs(), { client, reference }), {
    code: "NO_SUCH_MANIFEST",
    where: "registry.example/team/todost:9",
  });
});

test("an image for one platform is refused where another one is wanted", async () => {
  const client = new MemoryRegistry();
  const content = JSON.stringify({ os: "linux", architecture: "amd64", rootfs: { type: "layers" } });
  const config = { mediaType: mediaType.config, digest: digestOf(content), size: content.length };
  await client.pushBlob(repository, config, () => bytesOf(content));
  const manifest = { schemaVersion: 2, mediaType: mediaType.manifest, config, layers: [] } as const;
  const bytes = writeManifest(manifest);
  await client.putManifest(repository, { bytes, mediaType: mediaType.manifest, tag: "1.4" });
  const pull = (architecture: string) =>
    pullImage(new MemoryBlobs(), {
      client,
      reference: { ...repository, tag: "1.4" },
      platform: { os: "linux", architecture },
    });
  assert.equal((await pull("amd64")).size, bytes.length);
  await assert.rejects(pull("arm64"), { code: "NO_PLATFORM" });
});
