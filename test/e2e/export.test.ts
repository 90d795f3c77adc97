import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import { run } from "../../src/core/process.ts";
import { assembleImage } from "../../src/images/assemble.ts";
import { writeDockerArchive } from "../../src/images/export/write-docker-archive.ts";
import { writeOciArchive, writeOciLayout } from "../../src/images/export/write-oci.ts";
import { parseReference } from "../../src/oci/reference.ts";
import { MemoryBlobs } from "../support/memory-blobs.ts";
import { gzipInto } from "../support/sample-image.ts";
import { sampleLayer } from "../support/sample-layer.ts";
import { lackingDocker } from "./support/docker.ts";
import { peerTools } from "./support/tools.ts";
import { temporaryFolder } from "./support/workspace.ts";

const folder = await temporaryFolder({ after });

const name = "cooper-e2e/export:1.0";
const blobs = new MemoryBlobs();
const health = { test: ["CMD", "/probe"], interval: 5e9, retries: 2 };
const image = await assembleImage(
  {
    platform: { os: "linux", architecture: "amd64" },
    layers: [
      await sampleLayer(blobs, "base", { "etc/": "", "etc/os-release": "ID=debian\n" }),
      await sampleLayer(blobs, "app", { "app/": "", "app/main.py": "print('hello')\n" }),
    ],
    settings: { entrypoint: ["/app/main.py"], user: "65532", healthcheck: health },
    created: 0,
  },
  blobs,
);
const images = [{ root: image.descriptor, names: [parseReference(name)] }];
const [layout, ociArchive, dockerArchive] = ["layout", "oci.tar", "docker.tar"].map((n) =>
  join(folder, n),
) as [string, string, string];
await writeOciLayout(layout, images, { blobs, compress: gzipInto(blobs) });
await writeOciArchive(ociArchive, images, { blobs, compress: gzipInto(blobs) });
await writeDockerArchive(dockerArchive, images, { blobs });

// All asked before the first test: the runner takes a pause between tests for the end of the file.
const [{ skopeo: noSkopeo, umoci: noUmoci, podman: noPodman }, noDocker] = await Promise.all([
  peerTools(),
  lackingDocker({ after }),
]);

for (const source of [`oci:${layout}:1.0`, `oci-archive:${ociArchive}`, `docker-archive:${dockerArchive}`]) {
  const [transport] = source.split(":");
  test(`skopeo reads ${transport}: and copies it out`, { skip: noSkopeo }, async () => {
    const config = JSON.parse((await run("skopeo", ["inspect", "--config", source])).stdout);
    assert.equal(config.config.User, "65532");
    const copy = join(folder, `copy-${transport}`);
    await run("skopeo", ["copy", "--quiet", "--insecure-policy", source, `dir:${copy}`]);
    const manifest = JSON.parse(await readFile(join(copy, "manifest.json"), "utf8"));
    assert.equal(manifest.config.digest, image.manifest.config.digest);
  });
}

test("umoci unpacks the layout", { skip: noUmoci }, async () => {
  const bundle = join(folder, "bundle");
  await run("umoci", ["unpack", "--rootless", "--image", `${layout}:1.0`, bundle]);
  assert.equal(await readFile(join(bundle, "rootfs", "app", "main.py"), "utf8"), "print('hello')\n");
});

test("docker load keeps name, image ID and health check", {
  skip: noDocker,
}, async () => {
  await run("docker", ["load", "--quiet", "--input", dockerArchive]);
  try {
    const [loaded] = JSON.parse((await run("docker", ["image", "inspect", name])).stdout);
    assert.equal(loaded.Id, image.manifest.config.digest);
    assert.deepEqual(loaded.Config.Healthcheck, { Test: health.test, Interval: 5e9, Retries: 2 });
  } finally {
    await run("docker", ["image", "rm", name]);
  }
});

test("podman load keeps name and health check", { skip: noPodman }, async () => {
  for (const archive of [dockerArchive, ociArchive]) {
    await run("podman", ["load", "--quiet", "--input", archive]);
    const [loaded] = JSON.parse((await run("podman", ["image", "inspect", `docker.io/${name}`])).stdout);
    await run("podman", ["image", "rm", `docker.io/${name}`]);
    assert.equal(loaded.Id, image.manifest.config.digest.slice("sha256:".length));
    // podman drops health checks of images in OCI form (podman#29631).
    if (archive === dockerArchive) assert.deepEqual(loaded.Healthcheck?.Test, health.test);
  }
});
