import assert from "node:assert/strict";
import { test } from "node:test";
import { CooperError } from "../../core/error.ts";
import { hexOf } from "../../oci/digest.ts";
import { copyImage, readImage } from "./copy-image.ts";
import { repositoryPlace } from "./repository-place.ts";
import { MemoryRegistry } from "./testing/memory-registry.ts";
import { putSample, putSampleIndex } from "./testing/sample-images.ts";

const from = { registry: "registry.example", repository: "dev/todost" };
const to = { registry: "registry.example", repository: "prod/todost" };
const elsewhere = { registry: "other.example", repository: "todost" };

/** Two platforms and BuildKit's attestation in an index; an SBOM with a signature of its own; a cosign tag. */
async function publish() {
  const client = new MemoryRegistry();
  const place = { client, repository: from };
  const amd64 = await putSample(place, ["base", "amd64"]);
  const arm64 = await putSample(place, ["base", "arm64"]);
  const attestation = await putSample(place, ["provenance"], {
    annotations: {
      "vnd.docker.reference.type": "attestation-manifest",
      "vnd.docker.reference.digest": amd64.digest,
    },
  });
  const index = await putSampleIndex(place, [amd64, arm64, attestation], { tag: "1.4.2" });
  const sbom = await putSample(place, ["sbom"], { subject: index, artifactType: "application/spdx+json" });
  const signature = await putSample(place, ["signature"], { subject: sbom });
  const ofPlatform = await putSample(place, ["scan"], { subject: arm64 });
  const cosign = await putSample(place, ["cosign"], { tag: `sha256-${hexOf(index.digest)}.sig` });
  const other = await putSample(place, ["other"], { tag: "1.4.1" });
  const all = [amd64, arm64, attestation, index, sbom, signature, ofPlatform, cosign];
  return { client, index, all, other, cosign };
}

test("a copy has every platform and everything that is attached, under the same digests", async () => {
  const { client, index, all, other, cosign } = await publish();
  const image = await readImage(repositoryPlace(client, from), index.digest);
  const outcome = await copyImage(image, repositoryPlace(client, elsewhere));
  await repositoryPlace(client, elsewhere).tag(image.root, "1.4.2");
  assert.deepEqual(outcome, { manifests: 8, uploaded: 16 - 1 });
  for (const { digest } of all) assert.ok(await client.head({ ...elsewhere, digest }), digest);
  assert.equal(await client.head({ ...elsewhere, digest: other.digest }), undefined);
  assert.equal((await client.head({ ...elsewhere, tag: "1.4.2" }))?.digest, index.digest);
  const tag = `sha256-${hexOf(index.digest)}.sig`;
  assert.equal((await client.head({ ...elsewhere, tag }))?.digest, cosign.digest);
});

test("within one registry blobs are mounted", async () => {
  const { client, index } = await publish();
  const outcome = await copyImage(
    await readImage(repositoryPlace(client, from), index.digest),
    repositoryPlace(client, to),
  );
  assert.deepEqual(outcome, { manifests: 8, uploaded: 0 });
});

test("a second copy sends what was attached since, and no more", async () => {
  const { client, index } = await publish();
  await copyImage(
    await readImage(repositoryPlace(client, from), index.digest),
    repositoryPlace(client, elsewhere),
  );
  await putSample({ client, repository: from }, ["late signature"], { subject: index });
  const again = await copyImage(
    await readImage(repositoryPlace(client, from), index.digest),
    repositoryPlace(client, elsewhere),
  );
  assert.deepEqual(again, { manifests: 1, uploaded: 2 });
});

test("an index that lost a platform is not copied", async () => {
  const { client, index, all } = await publish();
  await client.deleteManifest(from, all[1]?.digest ?? index.digest);
  await assert.rejects(readImage(repositoryPlace(client, from), index.digest), { code: "NO_SUCH_MANIFEST" });
});

test("what was attached and is gone is no hindrance, though a list still names it", async () => {
  const { client, index, all } = await publish();
  const listed = await client.referrers(from, index.digest);
  const [sbom] = listed;
  assert.ok(sbom);
  await client.deleteManifest(from, sbom.digest);
  const source = { ...repositoryPlace(client, from) };
  const node: typeof source.node = async (digest) => {
    const found = await repositoryPlace(client, from).node(digest);
    return found && digest === index.digest ? { ...found, referrers: listed } : found;
  };
  const image = await readImage({ ...source, node }, index.digest);
  assert.deepEqual(image.root.referrers, []);
  const { manifests } = await copyImage(image, repositoryPlace(client, elsewhere));
  // Its signature is about nothing any more.
  assert.equal(manifests, all.length - 2);
});

test("an image of a repository without tags is copied by its digest", async () => {
  const client = new MemoryRegistry();
  const image = await putSample({ client, repository: from }, ["app"]);
  client.tags = async function* () {
    yield* [];
    throw new CooperError("docker-registry knows no tags", { code: "NO_SUCH_REPOSITORY" });
  };
  const read = await readImage(repositoryPlace(client, from), image.digest);
  assert.deepEqual(await copyImage(read, repositoryPlace(client, elsewhere)), { manifests: 1, uploaded: 2 });
});

test("who may pull and not list copies what is attached by cosign's usual tags", async () => {
  const { client, index, all } = await publish();
  client.tags = async function* () {
    yield* [];
    throw new CooperError("ECR denies ecr:ListImages", { code: "REGISTRY_DENIED" });
  };
  const read = await readImage(repositoryPlace(client, from), index.digest);
  assert.equal(read.nodes.size, all.length);
  assert.deepEqual([...read.tags.keys()], [`sha256-${hexOf(index.digest)}.sig`]);
});

test("a layer that is fetched from elsewhere is not looked for", async () => {
  const client = new MemoryRegistry();
  const foreign = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";
  const image = await putSample({ client, repository: from }, ["app"], { foreign });
  const read = await readImage(repositoryPlace(client, from), image.digest);
  assert.deepEqual(await copyImage(read, repositoryPlace(client, elsewhere)), { manifests: 1, uploaded: 2 });
});

test("an index about one of its own platforms is no endless loop", async () => {
  const client = new MemoryRegistry();
  const place = { client, repository: from };
  const platform = await putSample(place, ["a"]);
  const index = await putSampleIndex(place, [platform], { subject: platform });
  const { nodes } = await readImage(repositoryPlace(client, from), platform.digest);
  assert.deepEqual([...nodes.keys()], [platform.digest, index.digest]);
  await copyImage(
    await readImage(repositoryPlace(client, from), platform.digest),
    repositoryPlace(client, to),
  );
});
