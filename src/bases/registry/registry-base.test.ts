import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { gzipSync } from "node:zlib";
import { MemoryBlobs } from "../../../test/support/memory-blobs.ts";
import { type SampleTree, sampleLayer } from "../../../test/support/sample-layer.ts";
import { silent } from "../../core/progress.ts";
import { bytesOf, collect } from "../../core/stream.ts";
import { assembleImage } from "../../images/assemble.ts";
import type { ImageSettings } from "../../oci/image-settings.ts";
import { parseReference } from "../../oci/reference.ts";
import { MemoryRegistry } from "../../registry/client/testing/memory-registry.ts";
import { putSampleIndex } from "../../registry/client/testing/sample-images.ts";
import type { LockFile } from "../lock/lock-file.ts";
import { baseImage, fetchLayers } from "./base-image.ts";
import { lockImages } from "./lock-images.ts";
import { isImageLocked, lockedImage } from "./locked-image.ts";
import { planRegistryBase } from "./plan-registry-base.ts";

const repository = { registry: "registry.example", repository: "library/python" };
const reference = parseReference("registry.example/library/python:3.13");
const name = "registry.example/library/python:3.13";
const amd64 = { os: "linux", architecture: "amd64" };
const arm64 = { os: "linux", architecture: "arm64" };

const system: SampleTree = {
  "etc/os-release": 'ID=debian\nVERSION_ID="12"\n',
  "usr/lib/x86_64-linux-gnu/libc.so.6":
    "\0GNU C Library (Debian GLIBC 2.36-9+deb12u10) stable release version 2.36.\n\0",
};
const settings: ImageSettings = {
  env: { PATH: "/usr/local/bin:/usr/bin", PYTHON_VERSION: "3.13.1" },
  labels: { "org.opencontainers.image.version": "12", "example.kept": "yes" },
  user: "1000",
};

let client: MemoryRegistry;
let blobs: MemoryBlobs;
let asked: number;

const tools = () => ({
  blobs,
  progress: silent,
  client: async () => {
    asked += 1;
    return client;
  },
});

beforeEach(() => {
  client = new MemoryRegistry();
  blobs = new MemoryBlobs();
  asked = 0;
});

/** Puts an image with gzip layers into the registry, as somebody else would have. */
async function publish(tree: SampleTree, platforms = [amd64, arm64], lower = system) {
  const away = new MemoryBlobs();
  const manifests = [];
  for (const platform of platforms) {
    const layers = [];
    for (const [layer, files] of Object.entries({ system: lower, python: tree })) {
      const plain = await sampleLayer(away, layer, files);
      const stored = await away.put(bytesOf(gzipSync(await collect(plain.open(), 1e6))));
      const descriptor = { mediaType: "application/vnd.oci.image.layer.v1.tar+gzip", ...stored };
      layers.push({ ...plain, descriptor, open: () => away.open(stored.digest) });
    }
    const image = await assembleImage({ platform, layers, settings, created: 0 }, away);
    for (const blob of [...image.manifest.layers, image.manifest.config]) {
      await client.pushBlob(repository, blob, () => away.open(blob.digest));
    }
    const { mediaType } = image.manifest;
    await client.putManifest(repository, { bytes: image.rawManifest, mediaType });
    manifests.push(image.descriptor);
  }
  return putSampleIndex({ client, repository }, manifests, { tag: "3.13" });
}

const python: SampleTree = { "usr/local/bin/python3.13": "interpreter" };

async function lock(
  old: LockFile | undefined,
  update = false,
  platforms = [amd64, arm64],
): Promise<LockFile> {
  const images = await lockImages([{ reference, platforms }], old, { update: () => update, tools: tools() });
  return { bases: new Map(), images };
}

test("a tag is locked to its index, a digest for each platform, and what the layers hold", async () => {
  const index = await publish(python);
  const { images } = await lock(undefined);
  const image = images.get(name);
  assert.equal(image?.index, index.digest);
  assert.deepEqual([...(image?.platforms.keys() ?? [])], ["linux/amd64", "linux/arm64"]);
  assert.deepEqual(image?.contents.get("linux/amd64")?.facts, {
    os: { id: "debian", version: "12" },
    libc: { family: "glibc", version: "2.36" },
    python: { version: "3.13.1", executable: "/usr/local/bin/python3.13", distributions: [] },
  });
  assert.equal(image?.contents.get("linux/amd64")?.sizes.at(-1), "interpreter".length);
});

test("what is locked stays though the tag moves, and no registry is asked; an update follows it", async () => {
  await publish(python);
  const first = await lock(undefined);
  const moved = await publish({ ...python, "usr/local/bin/pip": "pip" });
  asked = 0;
  assert.deepEqual(await lock(first), first);
  assert.equal(asked, 0);
  assert.equal((await lock(first, true)).images.get(name)?.index, moved.digest);
});

test("a platform that is added comes from the index that is locked", async () => {
  const index = await publish(python);
  const first = await lock(undefined, false, [amd64]);
  await publish({ "usr/local/bin/python3.14": "newer" });
  assert.ok(!isImageLocked(first, { reference, platforms: [arm64] }));
  const both = await lock(first);
  assert.equal(both.images.get(name)?.index, index.digest);
  assert.ok(isImageLocked(both, { reference, platforms: [amd64, arm64] }));
});

test("a platform that the image has not, and an image that is not there, are said", async () => {
  await publish(python, [amd64]);
  await assert.rejects(lock(undefined), { code: "NO_PLATFORM" });
  client = new MemoryRegistry();
  await assert.rejects(lock(undefined), { code: "NO_SUCH_MANIFEST", where: name });
});

test("a base contributes its layers as they are, and fetches none of them", async () => {
  await publish(python);
  const locked = lockedImage(await lock(undefined), reference, amd64);
  blobs = new MemoryBlobs();
  const { layers, config, annotations, facts } = await planRegistryBase({ reference, locked }, tools());
  assert.deepEqual(
    layers.map((layer) => layer.name),
    ["system", "python"],
  );
  for (const layer of layers) {
    assert.ok(!("entries" in layer));
    assert.equal(await blobs.size(layer.descriptor.digest), undefined);
    assert.ok((await collect(layer.open(), 1e6)).length > 0);
  }
  assert.equal(facts.python?.version, "3.13.1");
  assert.deepEqual(config.labels, { "example.kept": "yes" });
  assert.equal(config.user, "1000");
  assert.equal(annotations?.["org.opencontainers.image.base.name"], name);
  assert.equal(annotations?.["org.opencontainers.image.base.digest"], locked.digest);
});

test("manifest and config are fetched once; layers come when somebody needs them", async () => {
  await publish(python);
  const { digest } = lockedImage(await lock(undefined), reference, amd64);
  blobs = new MemoryBlobs();
  const image = await baseImage({ repository, digest }, tools());
  await fetchLayers(image, blobs);
  for (const { descriptor } of image.layers)
    assert.equal(await blobs.size(descriptor.digest), descriptor.size);
  asked = 0;
  await baseImage({ repository, digest }, tools());
  assert.equal(asked, 0);
});

test("a base that is not locked, or gone from its registry, is said with the way out", async () => {
  assert.throws(() => lockedImage(undefined, reference, amd64), { code: "LOCK_MISSING" });
  await publish(python);
  const { digest } = lockedImage(await lock(undefined), reference, amd64);
  [client, blobs] = [new MemoryRegistry(), new MemoryBlobs()];
  await assert.rejects(baseImage({ repository, digest }, tools()), { code: "BASE_GONE" });
});

test("Alpine has musl, and a Python of its packages", async () => {
  const database = "P:musl\nV:1.2.4_git20230717-r4\nA:x86_64\n\nP:python3\nV:3.11.9-r0\n";
  const alpine = {
    "etc/os-release": "ID=alpine\nVERSION_ID=3.19.4\n",
    "lib/apk/db/installed": database,
    "usr/bin/python3.11": "interpreter",
  };
  await publish({ "app.py": "" }, [amd64], alpine);
  const { contents } = lockedImage(await lock(undefined, false, [amd64]), reference, amd64);
  assert.deepEqual(contents.facts, {
    os: { id: "alpine", version: "3.19.4" },
    libc: { family: "musl", version: "1.2" },
    python: { version: "3.11.9", executable: "/usr/bin/python3.11", distributions: [] },
  });
});
