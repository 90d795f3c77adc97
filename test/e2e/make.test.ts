import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { type RunResult, run, tryRun } from "../../src/core/process.ts";
import { openRegistry } from "../../src/registry/client/open-registry.ts";
import { checkout, cleanEnvironment } from "./support/cooper.ts";
import { inspectDocker, lackingDocker, removeImages } from "./support/docker.ts";
import { eventually } from "./support/eventually.ts";
import { startCooperRegistry } from "./support/registry.ts";
import { storeOfDownloads } from "./support/store.ts";
import { temporaryFolder, writeFiles } from "./support/workspace.ts";

const noDocker = await lackingDocker({ after });
const owner = `cooper-e2e-make-${process.pid}`;
const store = await storeOfDownloads(await temporaryFolder({ after }));

/** What is committed in this checkout, as somebody has it who has just cloned it. */
const clone = await temporaryFolder({ after });
await run("git", ["clone", "--quiet", checkout, clone]);
const { host } = await startCooperRegistry({ after });
const config = join(clone, "examples", "monorepo", "cooper.config.ts");
// A name of their own keeps the images of the tests apart from those that somebody works with.
const ghcrHere = `import { registry } from "cooper";\nconst ghcr = (owner: string) => registry("${host}/" + owner);\n`;
const example = (await readFile(config, "utf8")).replace(", ghcr }", " }").replaceAll("albeorla", owner);
await writeFile(config, ghcrHere + example);
const client = openRegistry({ env: {} });
const images = ["hello_python", "todost", "lucid-base", "lucid-api"].map(
  (name) => `${host}/${owner}/${name}`,
);
after(() => removeImages(images));

/** With the Node that runs the tests nobody needs to fetch another one. */
function withThisNode(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const path = `${dirname(process.execPath)}:${process.env.PATH}`;
  return cleanEnvironment({ PATH: path, MAKEFLAGS: "", ...env });
}

function make(target: string, env: NodeJS.ProcessEnv = {}): Promise<RunResult> {
  return run("make", [target], { cwd: clone, env: withThisNode({ COOPER_STORE: store, ...env }) });
}

test("make alone tells the targets", async () => {
  const { stdout } = await make("help");
  for (const target of ["container-build", "container-build-%", "container-clean", "test", "lint", "bench"]) {
    assert.ok(stdout.includes(`\n  ${target} `), target);
  }
});

test("make container-build-hello_python works in a fresh clone, and loads the image", {
  skip: noDocker,
}, async () => {
  const { stdout } = await make("container-build-hello_python");
  assert.match(stdout, /^hello_python +linux\/amd64 .*\n +linux\/arm64 /m);
  assert.ok((await readdir(join(clone, "node_modules"))).includes("valibot"));
  const { Config } = await inspectDocker<{ Config: { User: string } }>(`${host}/${owner}/hello_python`);
  assert.equal(Config.User, "65532");
});

test("neither a HOME nor a workspace without spaces is needed", async () => {
  const workspace = join(await temporaryFolder({ after }), "my services");
  await writeFiles(workspace, { "cooper.config.ts": "export default {};\n" });
  const { stdout } = await run(
    "env",
    ["-u", "HOME", "make", "container-build-amd64", `WORKSPACE=${workspace}`],
    {
      cwd: clone,
      env: withThisNode({ COOPER_STORE: store }),
    },
  );
  assert.match(stdout, /Nothing to build\.$/m);
});

test("make container-build-amd64 builds all for one platform, and needs no Docker", async () => {
  const { stdout } = await make("container-build-amd64", { DOCKER_HOST: "unix:///nonexistent.sock" });
  const rows = [...stdout.matchAll(/^(\S*) +(linux\/\w+) /gm)].map(([, name, platform]) => ({
    name,
    platform,
  }));
  const names = ["lucid-base", "hello_python", "lucid-api", "todost"];
  assert.deepEqual(
    rows,
    names.map((name) => ({ name, platform: "linux/amd64" })),
  );
});

test("make container-build builds for BUILD_PLATFORMS, also where no Docker answers", async () => {
  const env = { BUILD_PLATFORMS: "linux/arm64", DOCKER_HOST: "unix:///nonexistent.sock" };
  const { stdout } = await make("container-build", env);
  assert.match(stdout, /^todost +linux\/arm64 /m);
  assert.doesNotMatch(stdout, /linux\/amd64/);
  assert.match(stdout, /No Docker answers here/);
});

test("make ghcr_push and ghcr_development_push publish, each to its own repository", async () => {
  const platforms = { BUILD_PLATFORMS: "linux/amd64,linux/arm64", NAME: "hello_python" };
  await make("ghcr_push", platforms);
  await make("ghcr_development_push", platforms);
  const digests = await Promise.all(
    [owner, `${owner}/dev`].map(async (path) => {
      const repository = { registry: host, repository: `${path}/hello_python` };
      const [tag] = await Array.fromAsync(client.tags(repository));
      return (await client.head({ ...repository, tag: tag ?? "" }))?.digest;
    }),
  );
  assert.ok(digests[0]);
  assert.equal(digests[0], digests[1]);
});

test("make container-clean empties the store", async (t) => {
  const full = await storeOfDownloads(await temporaryFolder(t));
  const blobs = join(full, "blobs", "sha256");
  assert.notDeepEqual(await readdir(blobs), []);
  // What was used within the last second stays, since file systems' clocks lag.
  await eventually("nothing is left", async () => {
    await make("container-clean", { COOPER_STORE: full });
    return (await readdir(blobs)).length === 0 ? true : undefined;
  });
});

test("the wrapper works through a symbolic link, from any folder", async (t) => {
  const folder = await temporaryFolder(t);
  const link = join(folder, "cooper");
  await run("ln", ["-s", join(clone, "cooper"), link]);
  const env = cleanEnvironment({ COOPER_STORE: store });
  const listed = await tryRun(link, ["list", "--names"], { cwd: join(clone, "examples", "monorepo"), env });
  assert.equal(listed.status, 0, listed.stderr);
  assert.match(listed.stdout, /^todost$/m);
});
