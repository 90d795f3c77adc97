import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type TestContext, test } from "node:test";
import { run } from "../../src/core/process.ts";
import { type Bytes, bytesOf, collect } from "../../src/core/stream.ts";
import type { Descriptor } from "../../src/oci/descriptor.ts";
import { type Digest, digestFromHex, digestOf } from "../../src/oci/digest.ts";
import { writeManifest } from "../../src/oci/manifest.ts";
import { mediaType } from "../../src/oci/media-type.ts";
import { login } from "../../src/registry/client/credentials/login.ts";
import { openRegistry } from "../../src/registry/client/open-registry.ts";
import { type DockerRegistryOptions, registryLogin, startDockerRegistry } from "./support/registry.ts";
import { lacking } from "./support/tools.ts";
import { temporaryFolder } from "./support/workspace.ts";

const skip = await lacking("docker-registry", "--version");
const skopeo = await lacking("skopeo", "--version");

const config = '{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}';
const describe = (bytes: Uint8Array | string, type: string): Descriptor => ({
  mediaType: type,
  digest: digestOf(bytes),
  size: Buffer.byteLength(bytes),
});

async function registryFor(t: TestContext, options?: DockerRegistryOptions) {
  const home = await temporaryFolder(t);
  const registry = await startDockerRegistry(t, options);
  return { registry, env: { ...process.env, HOME: home, DOCKER_CONFIG: undefined } };
}

const block = Buffer.alloc(1 << 16, "cooper");

/** Bytes that nobody need keep: every block has its number. */
async function* noise(size: number): Bytes {
  for (let at = 0; at < size; at += block.length) {
    const chunk = Buffer.from(block.subarray(0, size - at));
    chunk.writeUInt32LE(at >>> 8);
    yield chunk;
  }
}

async function noiseDescriptor(size: number): Promise<Descriptor> {
  const hash = createHash("sha256");
  for await (const chunk of noise(size)) hash.update(chunk);
  return { mediaType: mediaType.layer, digest: digestFromHex(hash.digest("hex")), size };
}

test("blobs, manifests, tags, referrers and deletions", { skip }, async (t) => {
  const { registry, env } = await registryFor(t);
  const client = openRegistry({ env });
  const [app, copy] = ["app", "copy"].map((name) => ({
    registry: registry.host,
    repository: `team/${name}`,
  })) as [{ registry: string; repository: string }, { registry: string; repository: string }];
  const blob = describe(config, mediaType.config);
  const push = (where: typeof app) =>
    client.pushBlob(where, blob, () => bytesOf(config), { mountFrom: [app] });
  assert.deepEqual([await push(app), await push(app), await push(copy)], ["uploaded", "exists", "mounted"]);
  assert.equal(String(await collect(client.blob(copy, blob), 1000)), config);
  assert.equal(
    String(await collect(client.blob(app, blob, { offset: 2, length: 12 }), 1000)),
    "architecture",
  );

  const bytes = writeManifest({ schemaVersion: 2, mediaType: mediaType.manifest, config: blob, layers: [] });
  const subject = await client.putManifest(app, { bytes, mediaType: mediaType.manifest, tag: "v1" });
  assert.deepEqual(await client.head({ ...app, tag: "v1" }), subject);
  assert.deepEqual((await client.manifest({ ...app, tag: "v1" }))?.bytes, bytes);
  assert.equal(await client.head({ ...app, tag: "v2" }), undefined);

  // This registry has no referrers API: five writers at once share the fallback index.
  const added = await Promise.all(["a", "b", "c", "d", "e"].map((name) => attach(name)));
  const listed = await client.referrers(app, subject.digest);
  assert.deepEqual(listed.map(({ digest }) => digest).toSorted(), added.toSorted());
  const ofB = await client.referrers(app, subject.digest, "test/b");
  assert.deepEqual(
    ofB.map(({ digest }) => digest),
    [added[1]],
  );
  assert.equal(await client.deleteManifest(app, added[0] as Digest), true);
  assert.equal((await client.referrers(app, subject.digest)).length, 4);
  assert.ok((await Array.fromAsync(client.tags(app))).includes("v1"));
  await assert.rejects(Array.fromAsync(client.tags({ ...app, repository: "none" })), {
    code: "NO_SUCH_REPOSITORY",
  });

  async function attach(name: string): Promise<Digest> {
    const artifactType = `test/${name}`;
    const artifact = {
      schemaVersion: 2,
      mediaType: mediaType.manifest,
      artifactType,
      config: blob,
      layers: [],
      subject,
    } as const;
    const put = { bytes: writeManifest(artifact), mediaType: mediaType.manifest };
    return (await client.putManifest(app, put)).digest;
  }
});

test("what is pushed can be read by skopeo", { skip: skip || skopeo }, async (t) => {
  const { registry, env } = await registryFor(t);
  const client = openRegistry({ env });
  const app = { registry: registry.host, repository: "team/app" };
  const blob = describe(config, mediaType.config);
  await client.pushBlob(app, blob, () => bytesOf(config));
  const bytes = writeManifest({ schemaVersion: 2, mediaType: mediaType.manifest, config: blob, layers: [] });
  const { digest } = await client.putManifest(app, { bytes, mediaType: mediaType.manifest, tag: "v1" });
  const image = `docker://${registry.host}/team/app:v1`;
  const { stdout } = await run("skopeo", ["inspect", "--tls-verify=false", image]);
  assert.equal(JSON.parse(stdout).Digest, digest);
});

test("a registry with logins: none, a wrong one, a right one", { skip }, async (t) => {
  const { registry, env } = await registryFor(t, { login: true });
  const app = { registry: registry.host, repository: "team/app" };
  const blob = describe(config, mediaType.config);
  const push = () => openRegistry({ env }).pushBlob(app, blob, () => bytesOf(config));
  await assert.rejects(push(), { code: "REGISTRY_UNAUTHORIZED", message: /credentials: none/ });
  const request = { registry: registry.host, ...registryLogin };
  await assert.rejects(login({ ...request, password: "wrong" }, { env }), { code: "REGISTRY_UNAUTHORIZED" });
  assert.equal(await login(request, { env }), "~/.docker/config.json");
  assert.equal(await push(), "uploaded");
});

test("a large blob goes up and down in little memory", { skip }, async (t) => {
  const { registry, env } = await registryFor(t);
  const client = openRegistry({ env });
  const app = { registry: registry.host, repository: "team/app" };
  const layer = await noiseDescriptor(2 ** 29);
  const before = process.memoryUsage.rss();
  let most = 0;
  const watch = async function* (source: Bytes): Bytes {
    for await (const chunk of source) {
      most = Math.max(most, process.memoryUsage.rss());
      yield chunk;
    }
  };
  assert.equal(await client.pushBlob(app, layer, () => watch(noise(layer.size))), "uploaded");
  for await (const _ of watch(client.blob(app, layer)));
  assert.ok(most - before < 150e6, `${most - before} bytes more than before`);
});
