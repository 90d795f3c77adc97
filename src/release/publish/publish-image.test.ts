import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryBlobs } from "../../../test/support/memory-blobs.ts";
import { MemoryRecords } from "../../../test/support/memory-records.ts";
import { gzipInto, sampleIndex } from "../../../test/support/sample-image.ts";
import { silent } from "../../core/progress.ts";
import { isIndexType, parseIndexManifest } from "../../oci/index-manifest.ts";
import { parseManifest } from "../../oci/manifest.ts";
import { mediaType } from "../../oci/media-type.ts";
import { MemoryRegistry } from "../../registry/client/testing/memory-registry.ts";
import { BlobSender } from "./blob-sender.ts";
import { prepareImage } from "./prepare-image.ts";
import { partsOf } from "./publication.ts";
import { type PublishOutcome, publishImage, rehearseImage } from "./publish-image.ts";

const repository = { registry: "registry.example", repository: "team/todost" };
const title = "org.opencontainers.image.title";

async function prepared() {
  const blobs = new MemoryBlobs();
  const { descriptor } = await sampleIndex(blobs);
  const compress = gzipInto(blobs);
  const { root } = await prepareImage(descriptor, { blobs, compress, annotations: { [title]: "todost" } });
  const client = new MemoryRegistry();
  const tools = (records = new MemoryRecords()) => {
    return { client, blobs, records, sender: new BlobSender(client, blobs), progress: silent };
  };
  return { blobs, client, tools, publication: { name: "todost", root, repository, tags: ["latest", "1.4"] } };
}

test("blobs go before manifests, the index last, tags after everything", async () => {
  const { client, tools, publication } = await prepared();
  const outcome = await publishImage(publication, tools());
  const kinds = client.log.map((line) => line.replace(/sha256:.*/, "sha256"));
  assert.deepEqual(kinds.slice(-5), ["put sha256", "put sha256", "put sha256", "put latest", "put 1.4"]);
  assert.equal(client.log.at(-3), `put ${publication.root.digest}`);
  assert.ok(kinds.slice(0, -5).every((line) => line.startsWith("upload")));
  assert.deepEqual(outcome.tags, ["latest", "1.4"]);
  assert.equal(outcome.manifests, 3);
  assert.ok(outcome.bytes > 0);
});

test("what leaves is compressed and says what it is, on the index and on each image", async () => {
  const { client, tools, publication } = await prepared();
  await publishImage(publication, tools());
  const index = await client.manifest({ ...repository, tag: "latest" });
  assert.ok(index && isIndexType(index.descriptor.mediaType));
  const { annotations, manifests } = parseIndexManifest(index.bytes);
  assert.equal(annotations?.[title], "todost");
  assert.deepEqual(
    manifests.map(({ platform }) => platform?.architecture),
    ["amd64", "arm64"],
  );
  for (const { digest } of manifests) {
    const image = await client.manifest({ ...repository, digest });
    const manifest = parseManifest(image?.bytes ?? new Uint8Array());
    assert.equal(manifest.annotations?.[title], "todost");
    assert.ok(manifest.layers.every((layer) => layer.mediaType === mediaType.layerGzip));
  }
});

test("nothing is sent a second time; a new tag costs one request that writes", async () => {
  const { client, tools, publication } = await prepared();
  await publishImage(publication, tools());
  client.log.length = 0;
  const again = await publishImage(publication, tools());
  assert.deepEqual(again, { tags: [], manifests: 0, blobs: 0, bytes: 0, mounted: 0 });
  assert.deepEqual(client.log, []);
  const more = await publishImage({ ...publication, tags: ["latest", "2.0"] }, tools());
  assert.deepEqual(more.tags, ["2.0"]);
  assert.deepEqual(client.log, ["put 2.0"]);
});

test("a store that remembers its push asks for the first tag alone, and for all where that has moved", async () => {
  const { client, tools, publication } = await prepared();
  const records = new MemoryRecords();
  await publishImage(publication, tools(records));
  const headsOf = async (task: () => Promise<PublishOutcome>) => {
    client.heads.length = 0;
    const { tags } = await task();
    return { tags, heads: client.heads };
  };
  const again = () => publishImage(publication, tools(records));
  assert.deepEqual(await headsOf(again), { tags: [], heads: ["latest"] });
  assert.deepEqual(await headsOf(() => rehearseImage(publication, tools(records))), {
    tags: [],
    heads: ["latest"],
  });
  const elsewhere = () => publishImage(publication, tools());
  assert.deepEqual(await headsOf(elsewhere), { tags: [], heads: ["latest", "1.4"] });
  const [, child] = await partsOf(tools().blobs, publication.root);
  assert.ok(child);
  await client.putManifest(repository, {
    bytes: child.bytes,
    mediaType: child.descriptor.mediaType,
    tag: "latest",
  });
  assert.deepEqual((await headsOf(again)).tags, ["latest"]);
  const more = () => publishImage({ ...publication, tags: ["latest", "sha-1234567"] }, tools(records));
  assert.deepEqual((await headsOf(more)).tags, ["sha-1234567"]);
});

test("a push that was cut off goes on where it ended", async () => {
  const { client, tools, publication } = await prepared();
  await publishImage(publication, tools());
  await client.deleteManifest(repository, publication.root.digest);
  client.log.length = 0;
  await publishImage(publication, tools());
  assert.deepEqual(client.log, [`put ${publication.root.digest}`, "put latest", "put 1.4"]);
});

test("a dry run tells the same and sends nothing", async () => {
  const { client, tools, publication } = await prepared();
  const rehearsed = await rehearseImage(publication, tools());
  assert.deepEqual(client.log, []);
  assert.deepEqual(rehearsed, await publishImage(publication, tools()));
});

test("images published together share their layers: sent once, mounted elsewhere", async () => {
  const { client, tools, publication } = await prepared();
  const other = { ...publication, name: "lucid", repository: { ...repository, repository: "team/lucid" } };
  const shared = tools();
  const [first, second] = await Promise.all([publishImage(publication, shared), publishImage(other, shared)]);
  assert.equal(second?.blobs, 0);
  assert.equal(second?.mounted, first?.blobs);
  const nowhere = { ...publication, repository: { ...repository, registry: "other.example" } };
  const promised = new Set<string>();
  await rehearseImage(nowhere, shared, promised);
  assert.equal((await rehearseImage(nowhere, shared, promised)).mounted, first?.blobs);
  const uploads = client.log.filter((line) => line.startsWith("upload"));
  assert.equal(new Set(uploads).size, uploads.length);
});

test("a base's layer that is not here is mounted, or read from the base's registry", async () => {
  const { blobs, client, tools, publication } = await prepared();
  const here = { registry: "registry.example", repository: "library/base" };
  await publishImage({ ...publication, repository: here }, tools());
  const index = parseIndexManifest(
    (await client.manifest({ ...here, tag: "latest" }))?.bytes ?? new Uint8Array(),
  );
  const image = await client.manifest({ ...here, digest: index.manifests[0]?.digest as never });
  const [layer] = parseManifest(image?.bytes ?? new Uint8Array()).layers;
  assert.ok(layer);
  blobs.remove(layer.digest);
  client.log.length = 0;
  await publishImage({ ...publication, base: here }, tools());
  assert.ok(client.log.includes(`mount ${layer.digest}`));
  const away = { registry: "other.example", repository: "team/todost" };
  await publishImage({ ...publication, base: here, repository: away }, tools());
  assert.ok(client.log.includes(`upload ${layer.digest}`));
});
