import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { MemoryBlobs } from "../../../test/support/memory-blobs.ts";
import { gzipInto, sampleImage, sampleIndex } from "../../../test/support/sample-image.ts";
import { readTar } from "../../archive/tar-reader.ts";
import { collect } from "../../core/stream.ts";
import { digestOf, isDigest } from "../../oci/digest.ts";
import { parseIndexManifest } from "../../oci/index-manifest.ts";
import { mediaType } from "../../oci/media-type.ts";
import { parseReference } from "../../oci/reference.ts";
import { writeDockerArchive } from "./write-docker-archive.ts";
import { writeOciArchive, writeOciLayout } from "./write-oci.ts";

const folder = await mkdtemp(join(tmpdir(), "cooper-export-"));
after(() => rm(folder, { recursive: true }));

const names = [parseReference("team/app:1.0")];
const place = () => join(folder, randomUUID());

/** The files of a tar by path. */
async function filesOf(file: string): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  for await (const entry of readTar(createReadStream(file))) {
    if (entry.type === "file") files.set(entry.path, await collect(entry.content(), 2 ** 20));
  }
  return files;
}

function checkBlobs(files: ReadonlyMap<string, Buffer>): void {
  for (const [path, content] of files) {
    const digest = `sha256:${path.slice("blobs/sha256/".length)}`;
    if (isDigest(digest)) assert.equal(digestOf(content), digest);
  }
}

test("a layout has every blob of every platform, and its name", async () => {
  const blobs = new MemoryBlobs();
  const { descriptor } = await sampleIndex(blobs);
  const out = place();
  await writeOciLayout(out, [{ root: descriptor, names }], { blobs, compress: gzipInto(blobs) });
  assert.deepEqual((await readdir(out)).sort(), ["blobs", "index.json", "oci-layout"]);
  const { manifests } = parseIndexManifest(await readFile(join(out, "index.json")));
  assert.deepEqual(manifests[0]?.annotations, {
    "io.containerd.image.name": "docker.io/team/app:1.0",
    "org.opencontainers.image.ref.name": "1.0",
  });
  // One index, two manifests, two configs, two layers that both share.
  assert.equal((await readdir(join(out, "blobs", "sha256"))).length, 7);
});

test("images that share a layout are told apart by their full names", async () => {
  const blobs = new MemoryBlobs();
  const root = (await sampleImage(blobs)).descriptor;
  const out = place();
  const other = [parseReference("ghcr.io/owner/other:1.0")];
  await writeOciLayout(
    out,
    [
      { root, names },
      { root, names: other },
    ],
    { blobs },
  );
  const { manifests } = parseIndexManifest(await readFile(join(out, "index.json")));
  assert.deepEqual(
    manifests.map(({ annotations }) => annotations?.["org.opencontainers.image.ref.name"]),
    ["docker.io/team/app:1.0", "ghcr.io/owner/other:1.0"],
  );
});

test("a layout replaces an older one whole", async () => {
  const blobs = new MemoryBlobs();
  const out = place();
  await writeOciLayout(out, [{ root: (await sampleIndex(blobs)).descriptor, names }], { blobs });
  await writeOciLayout(out, [{ root: (await sampleImage(blobs)).descriptor, names }], { blobs });
  assert.equal((await readdir(join(out, "blobs", "sha256"))).length, 4);
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.endsWith(".tmp")),
    [],
  );
});

test("somebody's folder or file is left alone", async () => {
  const blobs = new MemoryBlobs();
  const root = (await sampleImage(blobs)).descriptor;
  const [busy, file, empty] = [place(), place(), place()];
  await mkdir(busy);
  await writeFile(join(busy, "notes.txt"), "mine");
  await writeFile(file, "mine");
  await mkdir(empty);
  for (const out of [busy, file]) {
    await assert.rejects(writeOciLayout(out, [{ root, names }], { blobs }), {
      code: "OUTPUT_EXISTS",
      where: out,
    });
  }
  assert.deepEqual(await readdir(busy), ["notes.txt"]);
  await writeOciLayout(empty, [{ root, names: [] }], { blobs });
  assert.equal((await readdir(empty)).length, 3);
});

test("an export that fails or is cancelled leaves what was there and nothing else", async () => {
  const blobs = new MemoryBlobs();
  const image = await sampleImage(blobs);
  const [layout, archive] = [place(), place()];
  const images = [{ root: image.descriptor, names }];
  await writeOciLayout(layout, images, { blobs });
  await writeOciArchive(archive, images, { blobs });
  const [before, there] = [await readFile(archive), (await readdir(folder)).sort()];
  const signal = AbortSignal.abort();
  await assert.rejects(writeOciLayout(layout, images, { blobs, signal }), { name: "AbortError" });
  await assert.rejects(writeOciArchive(archive, images, { blobs, signal }), { name: "AbortError" });
  blobs.remove(image.layers[0]?.descriptor.digest ?? image.descriptor.digest);
  await assert.rejects(writeOciArchive(archive, images, { blobs }), { code: "BLOB_MISSING" });
  assert.deepEqual(await readFile(archive), before);
  assert.deepEqual((await readdir(folder)).sort(), there);
});

test("what a killed export has left beside its output goes with the next one", async () => {
  const blobs = new MemoryBlobs();
  const images = [{ root: (await sampleImage(blobs)).descriptor, names }];
  const { pid } = spawnSync(process.execPath, ["--version"]);
  for (const write of [writeOciLayout, writeOciArchive, writeDockerArchive]) {
    const output = place();
    const left = `${output}.${pid}.0123456789ab.tmp`;
    await writeFile(left, "half");
    await write(output, images, { blobs });
    assert.ok(!existsSync(left), write.name);
  }
});

test("an archive for Docker has a manifest.json whose paths are there", async () => {
  const blobs = new MemoryBlobs();
  const image = await sampleImage(blobs);
  const out = place();
  await writeDockerArchive(out, [{ root: image.descriptor, names }], { blobs });
  const files = await filesOf(out);
  checkBlobs(files);
  const [entry, ...others] = JSON.parse(String(files.get("manifest.json")));
  assert.deepEqual(others, []);
  assert.deepEqual(entry.RepoTags, ["team/app:1.0"]);
  assert.deepEqual(files.get(entry.Config), Buffer.from(image.rawConfig));
  assert.equal(entry.Layers.length, 2);
  for (const layer of entry.Layers) assert.ok(files.has(layer), layer);
  const [manifest] = parseIndexManifest(files.get("index.json") ?? Buffer.of()).manifests;
  assert.equal(manifest?.mediaType, mediaType.dockerManifest);
  assert.ok(files.has("oci-layout"));
});

test("an archive for Docker holds several images, but one platform of each", async () => {
  const blobs = new MemoryBlobs();
  const root = (await sampleImage(blobs)).descriptor;
  const out = place();
  const other = [parseReference("other")];
  await writeDockerArchive(
    out,
    [
      { root, names },
      { root, names: other },
    ],
    { blobs, compress: gzipInto(blobs) },
  );
  const entries = JSON.parse(String((await filesOf(out)).get("manifest.json")));
  assert.deepEqual(
    entries.map((entry: { RepoTags: string[] }) => entry.RepoTags),
    [["team/app:1.0"], ["other:latest"]],
  );
  const index = (await sampleIndex(blobs)).descriptor;
  await assert.rejects(writeDockerArchive(place(), [{ root: index, names }], { blobs }), {
    code: "SEVERAL_PLATFORMS",
    where: "team/app:1.0",
    hint: /--platform \(linux\/amd64 or linux\/arm64\)/,
  });
});

test("the same image gives the same archive", async () => {
  const digests = [];
  for (const blobs of [new MemoryBlobs(), new MemoryBlobs()]) {
    const out = place();
    await writeOciArchive(out, [{ root: (await sampleIndex(blobs)).descriptor, names }], { blobs });
    checkBlobs(await filesOf(out));
    digests.push(digestOf(await readFile(out)));
  }
  assert.equal(digests[0], digests[1]);
});
