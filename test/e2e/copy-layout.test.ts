import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { run } from "../../src/core/process.ts";
import { bytesOf, collect } from "../../src/core/stream.ts";
import { writeOciLayout } from "../../src/images/export/write-oci.ts";
import type { Descriptor } from "../../src/oci/descriptor.ts";
import { digestOf, hexOf } from "../../src/oci/digest.ts";
import { writeManifest } from "../../src/oci/manifest.ts";
import { mediaType } from "../../src/oci/media-type.ts";
import { parseReference } from "../../src/oci/reference.ts";
import { openRegistry } from "../../src/registry/client/open-registry.ts";
import { MemoryBlobs } from "../support/memory-blobs.ts";
import { gzipInto, sampleIndex } from "../support/sample-image.ts";
import { cooper, startCooper, tryCooper } from "./support/cooper.ts";
import { eventually } from "./support/eventually.ts";
import { goTool } from "./support/go-tools.ts";
import { firstManifest } from "./support/layout.ts";
import { noise } from "./support/random.ts";
import { startDockerRegistry, type TestRegistry } from "./support/registry.ts";
import { lacking } from "./support/tools.ts";
import { temporaryFolder } from "./support/workspace.ts";

const noRegistry = await lacking("docker-registry", "--version");
const noSkopeo = await lacking("skopeo", "--version");
const crane = await goTool("github.com/google/go-containerregistry/cmd/crane", "v0.20.6");
const folder = await temporaryFolder({ after });
const surroundings = { workspace: folder, store: join(folder, "store") };
const registry = noRegistry ? undefined : await startDockerRegistry({ after });

const skopeo = (...args: string[]) => run("skopeo", ["copy", "--quiet", "--all", ...args], { cwd: folder });

describe("image layouts and a registry", { skip: noRegistry }, () => {
  const { host } = registry as TestRegistry;
  const client = openRegistry({ env: process.env });
  let digest: string;

  const copy = async (from: string, to: string) =>
    (await cooper(["copy", from, to], surroundings)).trim().split("@")[1];
  const headOf = async (path: string, tag: string) =>
    (await client.head({ registry: host, repository: path, tag }))?.digest;

  before(async () => {
    const blobs = new MemoryBlobs();
    const images = [{ root: (await sampleIndex(blobs)).descriptor, names: [parseReference("team/app:1")] }];
    await writeOciLayout(join(folder, "built"), images, { blobs, compress: gzipInto(blobs) });
    const index = JSON.parse(await readFile(join(folder, "built", "index.json"), "utf8"));
    digest = index.manifests[0].digest;
  });

  test("what `cooper build --output` writes is published with its digest, and again without a write", async () => {
    assert.equal(await copy("oci:built", `${host}/team/app`), digest);
    assert.equal(await headOf("team/app", "1"), digest);
    const requests = async () => (await (registry as TestRegistry).requests()).length;
    const before = await requests();
    await copy("oci:built", `${host}/team/app`);
    const added = (await (registry as TestRegistry).requests()).slice(before);
    assert.deepEqual(
      added.filter((line) => !/"(HEAD|GET) /.test(line)),
      [],
    );
  });

  test("crane finds it valid", { skip: crane.lack }, async () => {
    await copy("oci:built:1", `${host}/team/valid:2`);
    await run(crane.program, ["validate", "--remote", `${host}/team/valid:2`]);
    assert.equal((await run(crane.program, ["digest", `${host}/team/valid:2`])).stdout.trim(), digest);
  });

  test("what skopeo has written is published", { skip: noSkopeo }, async () => {
    await skopeo("oci:built:1", "oci:skopeo:stable");
    assert.equal(await copy("oci:skopeo", `${host}/team/skopeo`), digest);
    assert.equal(await headOf("team/skopeo", "stable"), digest);
  });

  test("what crane has written is published", { skip: crane.lack }, async () => {
    await copy("oci:built", `${host}/team/app`);
    await run(crane.program, ["pull", "--format=oci", `${host}/team/app:1`, join(folder, "crane")]);
    assert.equal(await copy("oci:crane", `${host}/team/crane:1`), digest);
  });

  test("a mirror is read by skopeo and crane, and has what is attached", async (t) => {
    const app = { registry: host, repository: "team/signed" };
    await copy("oci:built", `${host}/team/signed:1`);
    const subject = (await client.head({ ...app, tag: "1" })) as Descriptor;
    const config = { mediaType: mediaType.empty, digest: digestOf("{}"), size: 2 };
    await client.pushBlob(app, config, () => bytesOf("{}"));
    const artifact = {
      schemaVersion: 2,
      mediaType: mediaType.manifest,
      config,
      layers: [],
      subject,
    } as const;
    const bytes = writeManifest({ ...artifact, artifactType: "test/signature" });
    const signature = await client.putManifest(app, { bytes, mediaType: mediaType.manifest });

    assert.equal(await copy(`${host}/team/signed:1`, "oci:mirror"), digest);
    assert.equal(await copy("oci:mirror", `${host}/team/back:2`), digest);
    const referrers = await client.referrers({ registry: host, repository: "team/back" }, subject.digest);
    assert.deepEqual(
      referrers.map((each) => each.digest),
      [signature.digest],
    );
    await t.test("by skopeo", { skip: noSkopeo }, async () => {
      await skopeo("--dest-tls-verify=false", "oci:mirror", `docker://${host}/team/by-skopeo:1`);
      assert.equal(await headOf("team/by-skopeo", "1"), digest);
    });
    await t.test("by crane", { skip: crane.lack }, async () => {
      await run(crane.program, ["push", join(folder, "mirror"), `${host}/team/by-crane:1`]);
      assert.equal(await headOf("team/by-crane", "1"), digest);
    });
  });

  test("a copy that is killed leaves a layout that the next one completes", async () => {
    const layer = await collect(noise(1, 64e6), 64e6);
    const app = { registry: host, repository: "team/large" };
    const put = async (content: Uint8Array | string, type: string) => {
      const blob = { mediaType: type, digest: digestOf(content), size: Buffer.byteLength(content) };
      await client.pushBlob(app, blob, () => bytesOf(content));
      return blob;
    };
    const config = await put(
      '{"os":"linux","architecture":"amd64","rootfs":{"type":"layers","diff_ids":[]}}',
      mediaType.config,
    );
    const layers = [await put(layer, mediaType.layer)];
    const bytes = writeManifest({ schemaVersion: 2, mediaType: mediaType.manifest, config, layers });
    await client.putManifest(app, { bytes, mediaType: mediaType.manifest, tag: "1" });
    await copy("oci:built", "oci:killed:small");

    const target = join(folder, "killed");
    const drafts = async () => (await readdir(target)).filter((name) => name.endsWith(".tmp"));
    const running = startCooper(["copy", `${host}/team/large:1`, "oci:killed"], surroundings);
    await eventually("a layer is being written", async () => (await drafts())[0], { every: 2 });
    running.kill("SIGKILL");
    assert.equal(await running.ended, "SIGKILL");
    assert.ok(!existsSync(join(target, "blobs", "sha256", hexOf(digestOf(bytes)))));
    assert.equal(await copy("oci:killed", `${host}/team/after-kill:1`), digest);
    assert.equal(await copy(`${host}/team/large:1`, "oci:killed"), digestOf(bytes));
    assert.deepEqual(await drafts(), []);
    assert.equal(await copy("oci:killed:1", `${host}/team/after-kill:2`), digestOf(bytes));
  });

  test("a layer with other bytes than its digest says is refused, and no tag is set", async () => {
    await copy("oci:built", "oci:changed");
    const { layers } = await firstManifest(join(folder, "changed"));
    const [{ digest: layer, size }] = layers as [Descriptor];
    const path = join(folder, "changed", "blobs", "sha256", hexOf(layer));
    await rm(path);
    await writeFile(path, Buffer.alloc(size));
    const args = ["copy", "oci:changed", `${host}/team/changed:1`];
    const { status, stderr } = await tryCooper(args, surroundings);
    assert.equal(status, 1);
    assert.match(stderr, /DIGEST_MISMATCH/);
    assert.equal(await headOf("team/changed", "1"), undefined);
  });

  test("of several images one must be named", async () => {
    const { status, stderr } = await tryCooper(["copy", "oci:killed", `${host}/team/any`], surroundings);
    assert.equal(status, 1);
    assert.match(stderr, /several images: 1, small \[SEVERAL_IMAGES\]/);
  });
});
