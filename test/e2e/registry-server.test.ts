import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { run, tryRun } from "../../src/core/process.ts";
import { writeOciLayout } from "../../src/images/export/write-oci.ts";
import { digestOf } from "../../src/oci/digest.ts";
import { parseReference } from "../../src/oci/reference.ts";
import { openStore } from "../../src/store/open-store.ts";
import { MemoryBlobs } from "../support/memory-blobs.ts";
import { gzipInto, sampleIndex } from "../support/sample-image.ts";
import { startCooper } from "./support/cooper.ts";
import * as engine from "./support/docker.ts";
import { eventually } from "./support/eventually.ts";
import { goTool } from "./support/go-tools.ts";
import { startCooperRegistry } from "./support/registry.ts";
import { peerTools } from "./support/tools.ts";
import { temporaryFolder } from "./support/workspace.ts";

const noDocker = await engine.lackingDocker({ after });
const { skopeo: noSkopeo, podman: noPodman } = await peerTools();
const crane = await goTool("github.com/google/go-containerregistry/cmd/crane", "v0.20.6");
const folder = await temporaryFolder({ after });
const store = join(folder, "store");
const { host } = await startCooperRegistry({ after }, store);

/** An image for two platforms, as a layout and, once copied, in the registry. */
const layout = join(folder, "layout");
const repository = `${host}/team/app`;
let digest: string;

const skopeo = (...args: string[]) => run("skopeo", args);
const insecure = ["--src-tls-verify=false", "--dest-tls-verify=false"];

before(async () => {
  const blobs = new MemoryBlobs();
  const index = await sampleIndex(blobs);
  const names = [parseReference("team/app:1.0")];
  await writeOciLayout(layout, [{ root: index.descriptor, names }], { blobs, compress: gzipInto(blobs) });
  const { manifests } = JSON.parse(await readFile(join(layout, "index.json"), "utf8"));
  digest = manifests[0].digest;
});

test("skopeo copies every platform in, across and out, and the digests stay", {
  skip: noSkopeo,
}, async () => {
  await skopeo("copy", "--all", ...insecure, `oci:${layout}:1.0`, `docker://${repository}:1.0`);
  await skopeo("copy", "--all", ...insecure, `docker://${repository}:1.0`, `docker://${host}/other/app:1.0`);
  const copy = join(folder, "copy");
  await skopeo("copy", "--all", ...insecure, `docker://${host}/other/app:1.0`, `oci:${copy}:1.0`);
  const { manifests } = JSON.parse(await readFile(join(copy, "index.json"), "utf8"));
  assert.equal(manifests[0].digest, digest);
  const { stdout } = await skopeo("list-tags", "--tls-verify=false", `docker://${repository}`);
  assert.deepEqual(JSON.parse(stdout).Tags, ["1.0"]);
});

test("crane finds the image valid, reads its bytes and deletes a tag", {
  skip: noSkopeo || crane.lack,
}, async () => {
  await run(crane.program, ["validate", "--remote", `${repository}:1.0`]);
  const { stdout } = await run(crane.program, ["manifest", `${repository}:1.0`]);
  assert.equal(digestOf(stdout.replace(/\n$/, "")), digest);
  await run(crane.program, ["copy", `${repository}:1.0`, `${host}/copied/app:2`]);
  assert.equal((await run(crane.program, ["digest", `${host}/copied/app:2`])).stdout.trim(), digest);
  await run(crane.program, ["delete", `${host}/copied/app:2`]);
  assert.equal((await run(crane.program, ["ls", `${host}/copied/app`])).stdout.trim(), "");
  const catalog = (await run(crane.program, ["catalog", host])).stdout.trim().split("\n");
  assert.deepEqual(catalog, ["copied/app", "other/app", "team/app"]);
});

test("Docker pulls and pushes", { skip: noSkopeo || noDocker }, async (t) => {
  const names = [`${repository}:1.0`, `${host}/docker/app:1`];
  t.after(() => engine.removeImages(names));
  await engine.docker("pull", "--quiet", names[0] as string);
  await engine.docker("tag", ...names);
  const said = await engine.docker("push", names[1] as string);
  const pushed = /digest: (sha256:[0-9a-f]+)/.exec(said)?.[1];
  await engine.removeImages(names);
  await engine.docker("pull", "--quiet", `${host}/docker/app@${pushed}`);
  t.after(() => engine.removeImages([`${host}/docker/app@${pushed}`]));
});

test("podman pulls and pushes", { skip: noSkopeo || noPodman }, async (t) => {
  const names = [`${repository}:1.0`, `${host}/podman/app:1`];
  const remove = () => tryRun("podman", ["image", "rm", "--force", ...names]);
  t.after(remove);
  await run("podman", ["pull", "--tls-verify=false", names[0] as string]);
  await run("podman", ["tag", ...names]);
  await run("podman", ["push", "--tls-verify=false", names[1] as string]);
  await remove();
  await run("podman", ["pull", "--tls-verify=false", names[1] as string]);
});

test("collecting the store leaves what was pushed", { skip: noSkopeo }, async () => {
  const other = await openStore(store);
  await other.gc({ keep: 0, maxSize: 0 });
  assert.deepEqual((await other.verify()).damaged, []);
  await skopeo(
    "copy",
    "--all",
    ...insecure,
    `docker://${repository}:1.0`,
    `oci:${join(folder, "after")}:1.0`,
  );
});

test("it listens where only this machine reaches it, and ends on Ctrl-C", async () => {
  const surroundings = { workspace: folder, store };
  const remote = startCooper(["registry", "serve", "--address", "0.0.0.0:0"], surroundings);
  assert.equal(await remote.ended, 2);
  assert.match(remote.output(), /other machines could reach.*--allow-remote/s);
  const taken = startCooper(["registry", "serve", "--address", host], surroundings);
  assert.equal(await taken.ended, 1);
  assert.match(taken.output(), /another program listens there already/);
  const served = startCooper(["registry", "serve", "--address", "127.0.0.1:0"], surroundings);
  await eventually("it says where it is", () => /127\.0\.0\.1:\d+/.exec(served.output())?.[0]);
  served.kill("SIGINT");
  assert.equal(await served.ended, 0);
});
