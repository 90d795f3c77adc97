import assert from "node:assert/strict";
import { chmod, mkdir, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { Descriptor } from "../../oci/descriptor.ts";
import { type Digest, hexOf } from "../../oci/digest.ts";
import { chooseImage } from "../../store/layout-choice.ts";
import { LayoutFolder } from "../../store/layout-folder.ts";
import { temporaryFolder } from "../../store/testing/temporary-store.ts";
import { copyImage, readImage } from "./copy-image.ts";
import { LayoutSource, LayoutTarget } from "./layout-place.ts";
import { repositoryPlace } from "./repository-place.ts";
import { MemoryRegistry } from "./testing/memory-registry.ts";
import { putSample, putSampleIndex } from "./testing/sample-images.ts";

const from = { registry: "registry.example", repository: "dev/todost" };
const to = { registry: "other.example", repository: "todost" };

/** Two platforms and an attestation in an index; an SBOM with a signature of its own; a cosign tag. */
async function publish() {
  const client = new MemoryRegistry();
  const place = { client, repository: from };
  const amd64 = await putSample(place, ["base", "amd64"]);
  const arm64 = await putSample(place, ["base", "arm64"]);
  const attestation = await putSample(place, ["provenance"]);
  const index = await putSampleIndex(place, [amd64, arm64, attestation]);
  const sbom = await putSample(place, ["sbom"], { subject: index, artifactType: "application/spdx+json" });
  const signature = await putSample(place, ["signature"], { subject: sbom });
  const cosign = await putSample(place, ["cosign"], { tag: `sha256-${hexOf(index.digest)}.sig` });
  const other = await putSample(place, ["other"]);
  return { client, index, other, all: [amd64, arm64, attestation, index, sbom, signature, cosign] };
}

/** Copies an image of the registry into a layout. */
async function mirror(client: MemoryRegistry, { digest }: Descriptor, folder: string, name?: string) {
  const target = new LayoutTarget(new LayoutFolder(folder));
  const image = await readImage(repositoryPlace(client, from), digest);
  const outcome = await copyImage(image, target);
  await target.tag(image.root, name);
  return outcome;
}

/** Copies an image of a layout into another repository of the registry. */
async function publishLayout(
  client: MemoryRegistry,
  folder: string,
  wanted: { name?: string; digest?: Digest } = {},
) {
  const layout = new LayoutFolder(folder);
  const { descriptor } = await chooseImage(layout, wanted);
  return copyImage(await readImage(new LayoutSource(layout), descriptor.digest), repositoryPlace(client, to));
}

async function mirrored(t: TestContext) {
  const published = await publish();
  const folder = join(await temporaryFolder(t), "layout");
  await mirror(published.client, published.index, folder, "1.4.2");
  published.client.log.length = 0;
  const blob = (digest: Digest) => join(folder, "blobs", "sha256", hexOf(digest));
  return { ...published, folder, blob };
}

const layerOf = async (client: MemoryRegistry, { digest }: Descriptor): Promise<Digest> => {
  const received = await client.manifest({ ...from, digest });
  return JSON.parse(String(received?.bytes)).layers[1].digest;
};

test("there and back: every platform and all that is attached, under the same digests", async (t) => {
  const { client, folder, all, other } = await mirrored(t);
  assert.deepEqual(await publishLayout(client, folder), { manifests: 7, uploaded: 13 });
  for (const { digest } of all) assert.ok(await client.head({ ...to, digest }), digest);
  assert.equal(await client.head({ ...to, digest: other.digest }), undefined);
  assert.deepEqual(await Array.fromAsync(client.tags(to)), await Array.fromAsync(client.tags(from)));
  client.log.length = 0;
  assert.deepEqual(await publishLayout(client, folder), { manifests: 0, uploaded: 0 });
  assert.deepEqual(client.log, []);
});

test("a layout is a layout of the specification, and nothing else lies in it", async (t) => {
  const { folder, index } = await mirrored(t);
  assert.deepEqual((await readdir(folder)).sort(), [".index.json.lock", "blobs", "index.json", "oci-layout"]);
  assert.deepEqual(JSON.parse(await readFile(join(folder, "oci-layout"), "utf8")), {
    imageLayoutVersion: "1.0.0",
  });
  const { manifests } = JSON.parse(await readFile(join(folder, "index.json"), "utf8"));
  const names = ["1.4.2", `sha256-${hexOf(index.digest)}.sig`];
  assert.deepEqual(
    manifests.map((each: Descriptor) => each.annotations?.["org.opencontainers.image.ref.name"]).sort(),
    names,
  );
});

test("images are added to a layout; what it has is not written again, what it lost is", async (t) => {
  const { client, folder, index, other, blob, all } = await mirrored(t);
  await mirror(client, other, folder, "1.4.1");
  assert.deepEqual(await mirror(client, index, folder, "latest"), { manifests: 0, uploaded: 0 });
  await rm(blob(await layerOf(client, all[0] as Descriptor)));
  assert.deepEqual(await mirror(client, index, folder, "latest"), { manifests: 1, uploaded: 1 });
  const names = (await new LayoutFolder(folder).images.list()).map(({ name }) => name);
  assert.deepEqual(names.slice(0, 3), ["1.4.1", "1.4.2", "latest"]);
});

test("the name chooses; without one there must be one image", async (t) => {
  const { client, folder, index, other } = await mirrored(t);
  const choose = async (wanted: { name?: string; digest?: Digest }) =>
    (await chooseImage(new LayoutFolder(folder), wanted)).descriptor.digest;
  assert.equal(await choose({}), index.digest);
  await mirror(client, index, folder, "latest");
  assert.equal(await choose({}), index.digest);
  await mirror(client, other, folder);
  await assert.rejects(choose({}), {
    code: "SEVERAL_IMAGES",
    message: `the layout has several images: 1.4.2, latest, ${other.digest}`,
  });
  assert.equal(await choose({ name: "latest" }), index.digest);
  assert.equal(await choose({ digest: other.digest }), other.digest);
  await assert.rejects(choose({ name: "2.0" }), {
    code: "NO_IMAGE",
    hint: /It has 1\.4\.2, latest, sha256:/,
  });
});

test("several writers of one layout lose nothing", async (t) => {
  const { client, other, index } = await publish();
  const folder = join(await temporaryFolder(t), "layout");
  const names = ["a", "b", "c", "d", "e", "f"];
  await Promise.all(names.map((name, i) => mirror(client, i % 2 ? index : other, folder, name)));
  const listed = (await new LayoutFolder(folder).images.list()).map(({ name }) => name);
  assert.deepEqual(listed.slice(0, 6), names);
});

test("what is damaged fails before anything is sent", async (t) => {
  const { client, folder, index, all, blob } = await mirrored(t);
  const [amd64, arm64] = all as [Descriptor, Descriptor];
  const layer = await layerOf(client, amd64);
  const indexFile = join(folder, "index.json");
  const sound = await readFile(indexFile, "utf8");
  const whole = { layer: await readFile(blob(layer)), manifest: await readFile(blob(arm64.digest)) };
  const fails = async (code: string, where: string) => {
    await assert.rejects(
      publishLayout(client, folder, { name: "1.4.2" }),
      (error: Error & { code: string; where: string }) => {
        assert.deepEqual([error.code, error.where], [code, where], error.message);
        return true;
      },
    );
  };

  await chmod(blob(layer), 0o644);
  await truncate(blob(layer), 2);
  await fails("SIZE_MISMATCH", blob(layer));
  await rm(blob(layer));
  await fails("BLOB_MISSING", blob(layer));
  await mkdir(blob(layer));
  await fails("BLOB_MISSING", blob(layer));
  await rm(blob(layer), { recursive: true });
  await writeFile(blob(layer), whole.layer);

  await chmod(blob(arm64.digest), 0o644);
  await writeFile(
    blob(arm64.digest),
    String(whole.manifest).replace("arm64", "ARM64").replace("sha256", "SHA256"),
  );
  await fails("DIGEST_MISMATCH", blob(arm64.digest));
  await writeFile(blob(arm64.digest), whole.manifest);

  await writeFile(indexFile, sound.replace(`"size": ${index.size}`, '"size": 1'));
  await fails("SIZE_MISMATCH", blob(index.digest));
  await writeFile(indexFile, sound.slice(0, -10));
  await fails("BAD_INDEX", indexFile);
  await writeFile(indexFile, sound.replace(index.digest, "sha256:../../../../etc/passwd"));
  await fails("BAD_INDEX", indexFile);
  await rm(indexFile);
  await fails("NO_IMAGE", folder);
  assert.deepEqual(client.log, []);
});

test("bytes that are not those of their digest are never put under it", async (t) => {
  const { client, folder, index, blob, all } = await mirrored(t);
  const layer = await layerOf(client, all[0] as Descriptor);
  await chmod(blob(layer), 0o644);
  await writeFile(blob(layer), "AMD64");
  const copy = join(await temporaryFolder(t), "copy");
  const image = await readImage(new LayoutSource(new LayoutFolder(folder)), index.digest);
  await assert.rejects(copyImage(image, new LayoutTarget(new LayoutFolder(copy))), {
    code: "DIGEST_MISMATCH",
  });
  assert.deepEqual(new LayoutFolder(copy).entries(), []);
  assert.ok(!(await readdir(join(copy, "blobs", "sha256"))).includes(hexOf(layer)));
});

test("a copy that is cancelled writes no name", async (t) => {
  const { folder, index } = await mirrored(t);
  const copy = join(await temporaryFolder(t), "copy");
  const image = await readImage(
    new LayoutSource(new LayoutFolder(folder), AbortSignal.abort()),
    index.digest,
  );
  await assert.rejects(copyImage(image, new LayoutTarget(new LayoutFolder(copy))), { name: "AbortError" });
  assert.deepEqual(new LayoutFolder(copy).entries(), []);
});

test("somebody's folder, and one that cannot be written, are left alone", async (t) => {
  const { client, index } = await publish();
  const folder = await temporaryFolder(t);
  await writeFile(join(folder, "thesis.txt"), "all of it");
  await assert.rejects(mirror(client, index, folder), { code: "OUTPUT_EXISTS" });
  assert.deepEqual(await readdir(folder), ["thesis.txt"]);
  await mirror(client, index, join(folder, "layout"), "1");
  await writeFile(join(folder, "layout", "index.json"), "{");
  await assert.rejects(mirror(client, index, join(folder, "layout"), "2"), { code: "BAD_INDEX" });
  await assert.rejects(chooseImage(new LayoutFolder(join(folder, "thesis.txt")), {}), { code: "NO_IMAGE" });
  await assert.rejects(mirror(client, index, "/proc/layout"), {
    code: "OUTPUT_FAILED",
    where: "/proc/layout",
  });
});
