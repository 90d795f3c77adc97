import assert from "node:assert/strict";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { run } from "../../src/core/process.ts";
import { cooper, type Surroundings, tryCooper } from "./support/cooper.ts";
import { goTool } from "./support/go-tools.ts";
import { assertClear } from "./support/messages.ts";
import { putNoisyImage } from "./support/noisy-image.ts";
import { startCooperRegistry, startDockerRegistry } from "./support/registry.ts";
import { type RegistryProxy, startProxy } from "./support/registry-proxy.ts";
import { lacking } from "./support/tools.ts";
import { temporaryFolder, temporaryWorkspace } from "./support/workspace.ts";

const skip = await lacking("docker-registry", "--version");
const noSkopeo = await lacking("skopeo", "--version");
const crane = await goTool("github.com/google/go-containerregistry/cmd/crane", "v0.20.6");

const megabyte = 2 ** 20;
/** The image stands on a base of 500 MB in 20 layers, which are in the store and go as they are. */
const base = { name: "large", seed: 5, layers: 20, layerSize: 25 * megabyte };
const folder = await temporaryFolder({ after });
const store = join(folder, "store");

/** A workspace with an image on the base, which is built. */
async function prepare(): Promise<Surroundings> {
  await putNoisyImage(store, base);
  const { host } = await startCooperRegistry({ after }, store);
  const workspace = await temporaryWorkspace(
    { after },
    {
      "cooper.config.ts": `import { defineWorkspace } from "cooper";
export default defineWorkspace({ platforms: ["linux/amd64"] });`,
      "image.ts": `import { pyImage } from "cooper";
export default pyImage({ name: "app", main: "main.py", base: "${host}/large:1" });`,
      "main.py": 'print("on top of much")\n',
    },
  );
  const prepared = { workspace, store };
  await cooper(["lock"], prepared);
  await cooper(["build"], prepared);
  return prepared;
}

const own = skip ? { workspace: folder, store } : await prepare();

const pushing = ({ host }: RegistryProxy, ...more: string[]) => [
  "push",
  "--tag=1",
  `--registry=${host}/team`,
  ...more,
];

/** What was pushed is whole, as others see it. */
async function assertWhole(host: string, digest: string): Promise<void> {
  const name = `${host}/team/app:1`;
  if (!noSkopeo) {
    const said = await run("skopeo", [
      "inspect",
      "--no-tags",
      "--tls-verify=false",
      "--format={{.Digest}}",
      `docker://${name}`,
    ]);
    assert.ok(said.stdout.startsWith("sha256:"));
  }
  if (crane.lack) return;
  assert.equal((await run(crane.program, ["digest", name])).stdout.trim(), digest);
  await run(crane.program, ["validate", "--remote", name]);
}

function digestIn(json: string): string {
  return JSON.parse(json).images[0].digest;
}

// Side by side: one of them mostly waits for a registry that does not come back.
describe("a push of 500 MB", { skip, concurrency: true }, () => {
  test("goes on when the registry is killed and comes back", {
    skip,
  }, async (t) => {
    const registry = await startDockerRegistry(t);
    const proxy = await startProxy(t, registry.host);
    let restarted: Promise<void> | undefined;
    proxy.onUpload = () => {
      if (proxy.uploaded > 300 * megabyte) restarted ??= registry.kill().then(registry.start);
    };
    const digest = digestIn(await cooper(pushing(proxy, "--json"), own));
    await restarted;
    assert.ok(restarted);
    assert.equal(new Set(proxy.taken).size, proxy.taken.length, "no blob was sent again once it was there");
    await assertWhole(registry.host, digest);
  });

  test("ends when the registry stays away, and the next one sends what is missing", async (t) => {
    const registry = await startDockerRegistry(t);
    const proxy = await startProxy(t, registry.host);
    let killed: Promise<void> | undefined;
    proxy.onUpload = () => {
      if (proxy.uploaded > 300 * megabyte) killed ??= registry.kill();
    };
    assertClear(await tryCooper(pushing(proxy), own), { status: 1, says: [proxy.host, "UNREACHABLE"] });
    await killed;
    const before = new Set(proxy.taken);
    assert.ok(before.size > 2);
    await registry.start();

    const second = await startProxy(t, registry.host);
    const digest = digestIn(await cooper(pushing(second, "--json"), own));
    assert.deepEqual(
      second.taken.filter((blob) => before.has(blob)),
      [],
    );
    assert.ok(second.uploaded <= (base.layers - before.size + 2) * (base.layerSize + 2048));
    await assertWhole(registry.host, digest);

    const third = await startProxy(t, registry.host);
    await cooper(pushing(third), own);
    assert.deepEqual(
      third.requests.map(({ method }) => method),
      ["HEAD"],
    );
  });
});
