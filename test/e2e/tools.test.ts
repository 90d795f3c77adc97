import assert from "node:assert/strict";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import { run } from "../../src/core/process.ts";
import { cooper } from "./support/cooper.ts";
import { docker, inspectDocker, lackingDocker, removeImages } from "./support/docker.ts";
import { serviceWorkspace } from "./support/service-workspace.ts";
import { fillSharedStore } from "./support/store.ts";
import { peerTools } from "./support/tools.ts";
import { temporaryFolder } from "./support/workspace.ts";

const [noDocker, lacks] = await Promise.all([lackingDocker({ after }), peerTools()]);
const store = await fillSharedStore();
const name = `cooper-e2e-tools-${process.pid}`;
const workspace = await serviceWorkspace({ after }, { [name]: `healthcheck: { http: "/health" }` });
const out = await temporaryFolder({ after });

/** Writes the image in some form, and returns where. */
async function write(file: string, ...flags: readonly string[]): Promise<string> {
  const where = join(out, file);
  await cooper(["build", "--output", where, ...flags], { workspace, store });
  return where;
}

const amd64 = "--platform=linux/amd64";
const arm64 = "--platform=linux/arm64";
const skopeo = (...args: readonly string[]) => run("skopeo", ["--insecure-policy", ...args]);

/** What `skopeo inspect --config` says, as far as it matters here. */
interface Config {
  readonly architecture: string;
  readonly config: { readonly User: string; readonly Entrypoint: readonly string[] };
  readonly rootfs: { readonly diff_ids: readonly string[] };
}

async function configOf(source: string, ...flags: readonly string[]): Promise<Config> {
  return JSON.parse((await skopeo(...flags, "inspect", "--config", source)).stdout) as Config;
}

test("skopeo reads the store itself, for each platform", { skip: lacks.skopeo }, async () => {
  await cooper(["build"], { workspace, store });
  for (const architecture of ["amd64", "arm64"]) {
    const config = await configOf(`oci:${store}:${name}:latest`, "--override-arch", architecture);
    assert.equal(config.architecture, architecture);
    assert.equal(config.config.User, "65532");
  }
});

test("skopeo copies every form that is written, whole and unchanged", { skip: lacks.skopeo }, async () => {
  const sources = [
    `oci:${await write("layout", amd64)}:latest`,
    `oci:${await write("layout-zstd", amd64, "--compression=zstd")}:latest`,
    `oci-archive:${await write("image.oci.tar", amd64)}`,
    `docker-archive:${await write("image.tar", amd64)}`,
  ];
  const configs = await Promise.all(sources.map((source) => configOf(source)));
  for (const config of configs) assert.deepEqual(config, configs[0]);
  // An archive for Docker holds plain layers, so skopeo has to unpack them; it refuses to where they are zstd.
  const targets = ["docker-archive", "dir", "docker-archive", "docker-archive"];
  for (const [i, source] of sources.entries()) {
    const target = `${targets[i]}:${join(out, `copy-${i}`)}`;
    await skopeo("copy", "--quiet", source, target);
    assert.deepEqual((await configOf(target)).rootfs.diff_ids, configs[0]?.rootfs.diff_ids);
  }
});

test("skopeo copies a layout of two platforms with all its digests", { skip: lacks.skopeo }, async () => {
  const layout = await write("both");
  const copy = join(out, "both-copy");
  await skopeo(
    "copy",
    "--quiet",
    "--all",
    "--preserve-digests",
    `oci:${layout}:latest`,
    `oci:${copy}:latest`,
  );
  const digests = await Promise.all(
    [layout, copy].map(async (folder) => JSON.parse(await readFile(join(folder, "index.json"), "utf8"))),
  );
  assert.equal(digests[0].manifests[0].digest, digests[1].manifests[0].digest);
});

test("umoci unpacks a layout of one platform", { skip: lacks.umoci }, async () => {
  const layout = await write("layout-arm64", arm64);
  const bundle = join(out, "bundle");
  await run("umoci", ["unpack", "--rootless", "--image", `${layout}:latest`, bundle]);
  const { process: program } = JSON.parse(await readFile(join(bundle, "config.json"), "utf8"));
  assert.equal(program.args.at(-1), "/app/main.py");
  assert.ok((await stat(join(bundle, "rootfs", "app", "main.py"))).isFile());
});

test("docker load takes the archive, with its health check", { skip: noDocker }, async () => {
  const file = await write("docker.tar", amd64);
  await docker("load", "--quiet", "--input", file);
  try {
    const { Config } = await inspectDocker<{ Config: { User: string; Healthcheck: { Test: string[] } } }>(
      name,
    );
    assert.equal(Config.User, "65532");
    assert.equal(Config.Healthcheck.Test[0], "CMD");
  } finally {
    await removeImages([name]);
  }
});

for (const [form, file, flags] of [
  ["a docker archive", "podman.tar", []],
  ["an OCI archive", "podman.oci.tar", []],
  ["an OCI archive with zstd", "podman-zstd.oci.tar", ["--compression=zstd"]],
] as const) {
  test(`podman loads and unpacks ${form}`, { skip: lacks.podman }, async () => {
    await run("podman", ["load", "--quiet", "--input", await write(file, amd64, ...flags)]);
    const podman = async (...args: readonly string[]) => (await run("podman", args)).stdout.trim();
    const loaded = await podman("images", "--format={{.Repository}}:{{.Tag}}", name);
    const container = await podman("create", loaded);
    try {
      assert.equal(await podman("image", "inspect", "--format={{.User}}", loaded), "65532");
      await podman("cp", `${container}:/app/main.py`, join(out, "unpacked.py"));
      assert.deepEqual(
        await readFile(join(out, "unpacked.py")),
        await readFile(join(workspace, name, "main.py")),
      );
    } finally {
      await podman("rm", "--force", container);
      await podman("image", "rm", "--force", loaded);
    }
  });
}
