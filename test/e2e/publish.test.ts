import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { run } from "../../src/core/process.ts";
import { digestOf } from "../../src/oci/digest.ts";
import { cooper, examples } from "./support/cooper.ts";
import * as engine from "./support/docker.ts";
import { goTool } from "./support/go-tools.ts";
import { startCooperRegistry, startDockerRegistry, type TestRegistry } from "./support/registry.ts";
import { startProxy } from "./support/registry-proxy.ts";
import { fillSharedStore } from "./support/store.ts";
import { lacking, peerTools } from "./support/tools.ts";
import { commitAll, temporaryFolder, temporaryWorkspace } from "./support/workspace.ts";

const noDocker = await engine.lackingDocker({ after });
const { skopeo: noSkopeo, podman: noPodman } = await peerTools();
const noRegistry = await lacking("docker-registry", "--version");
const crane = await goTool("github.com/google/go-containerregistry/cmd/crane", "v0.20.6");
const store = await fillSharedStore();
const folder = await temporaryFolder({ after });

const tag = `e2e-${process.pid}`;

/** An image as `cooper push --json` tells of it. */
interface Pushed {
  readonly name: string;
  readonly digest: string;
  readonly reference: string;
  readonly tags: readonly { readonly tag: string; readonly rule: string }[];
  readonly outcome: { readonly tags: readonly string[]; readonly manifests: number; readonly blobs: number };
}

async function push(...args: string[]): Promise<readonly Pushed[]> {
  const said = await cooper(["push", "--json", ...args], { workspace: examples, store });
  return (JSON.parse(said) as { images: readonly Pushed[] }).images;
}

function to({ host }: { readonly host: string }): readonly string[] {
  return ["--registry", `${host}/team`, "--tag", tag, "--tag", `${tag}-too`];
}

// Started here: what a hook starts ends with the hook.
const registries: readonly (readonly [name: string, registry: TestRegistry | undefined])[] = [
  ["docker-registry 2.8", noRegistry ? undefined : await startDockerRegistry({ after })],
  ["cooper registry serve", await startCooperRegistry({ after })],
];

for (const [position, [name, started]] of registries.entries()) {
  describe(`the example images in ${name}`, { skip: started ? false : noRegistry }, () => {
    const registry = started as TestRegistry;
    let pushed: readonly Pushed[];
    const references = join(folder, `references-${position}`);

    before(async () => {
      pushed = await push(...to(registry), "--image-refs", references);
    });

    test("are pushed under their digests, which a file lists", async () => {
      assert.ok(pushed.length >= 4);
      const lines = (await readFile(references, "utf8")).trim().split("\n");
      assert.deepEqual(
        lines,
        pushed.map(({ reference }) => reference),
      );
      for (const { reference, digest } of pushed) {
        const raw = await cooper(["manifest", "--raw", reference], { workspace: examples, store });
        assert.equal(digestOf(raw), digest);
      }
    });

    test("are not sent again: one HEAD an image, whatever its tags", async (t) => {
      const line = await startProxy(t, registry.host);
      await push(...to(line));
      const before = line.requests.length;
      for (const { outcome } of await push(...to(line))) {
        assert.deepEqual([outcome.tags.length, outcome.manifests, outcome.blobs], [0, 0, 0]);
      }
      const methods = line.requests.slice(before).map(({ method }) => method);
      assert.deepEqual(
        methods,
        pushed.map(() => "HEAD"),
      );
    });

    test("are copied by skopeo with every platform", { skip: noSkopeo }, async () => {
      for (const { reference, digest, name: image } of pushed) {
        const layout = join(folder, `skopeo-${position}-${image}`);
        const from = `docker://${reference}`;
        await run("skopeo", ["copy", "--quiet", "--all", "--src-tls-verify=false", from, `oci:${layout}:x`]);
        const index = JSON.parse(await readFile(join(layout, "index.json"), "utf8"));
        assert.equal(index.manifests[0].digest, digest);
      }
    });

    test("are pulled by Docker", { skip: noDocker }, async (t) => {
      t.after(() => engine.removeImages(pushed.map(({ reference }) => reference)));
      for (const { reference, digest } of pushed) {
        await engine.docker("pull", "--quiet", reference);
        const { RepoDigests } = await engine.inspectDocker<{ RepoDigests: readonly string[] }>(reference);
        assert.ok(RepoDigests.some((one) => one.endsWith(digest)));
      }
    });

    test("are pulled by podman", { skip: noPodman }, async (t) => {
      const { reference } = pushed[0] as Pushed;
      t.after(() => run("podman", ["image", "rm", "--force", reference]));
      await run("podman", ["pull", "--quiet", "--tls-verify=false", reference]);
    });

    test("are valid to crane", { skip: crane.lack }, async () => {
      for (const { reference } of pushed) {
        await run(crane.program, ["validate", "--remote", reference]);
        await run(crane.program, ["manifest", reference]);
      }
    });

    test("come back as they went, and are copied with their digests", async () => {
      const { reference, digest, name: image } = pushed.at(-1) as Pushed;
      const copy = `${registry.host}/mirror/${image}:1.0`;
      const own = { workspace: folder, store: join(folder, `store-${position}`) };
      assert.equal((await cooper(["copy", reference, copy], own)).trim().split("@")[1], digest);
      await cooper(["tag", copy, "stable"], own);
      const tags = JSON.parse(await cooper(["ls", "--json", `${registry.host}/mirror/${image}`], own));
      assert.deepEqual([...tags].sort(), ["1.0", "stable"]);
      assert.equal((await cooper(["pull", copy], own)).trim(), digest);
      assert.match(await cooper(["cache", "verify"], own), /0 damaged/);
    });

    test("are bases, whose layers are mounted and fetched only to be loaded", {
      skip: noDocker,
    }, async (t) => {
      const base = pushed.find(({ name: image }) => image === "hello_python") as Pushed;
      const workspace = await temporaryWorkspace(t, {
        "cooper.config.ts": `import { defineWorkspace, registry } from "cooper";
export default defineWorkspace({ registry: registry("${registry.host}/above"), platforms: ["linux/amd64"] });`,
        "image.ts": `import { pyImage } from "cooper";
export default pyImage({ name: "above", main: "main.py",
  base: "${base.reference.replace(/@.*/, `:${tag}`)}" });`,
        "main.py": 'print("from above")\n',
      });
      const own = { workspace, store: join(folder, `store-base-${position}`) };
      assert.match(await cooper(["lock"], own), /image sha256:[0-9a-f]{64} added \(linux\/amd64\)/);
      await commitAll(workspace);
      const { images } = JSON.parse(await cooper(["push", "--json"], own));
      assert.deepEqual(
        images[0].tags.map(({ rule }: { rule: string }) => rule),
        ["main branch", "commit"],
      );
      assert.ok(images[0].outcome.mounted >= 8, JSON.stringify(images[0].outcome));
      assert.equal(images[0].outcome.blobs, 2);
      t.after(() => engine.removeImages([`${registry.host}/above/above:latest`]));
      await cooper(["load", "--platform", "linux/amd64"], own);
      const said = await engine.docker("run", "--rm", `${registry.host}/above/above:latest`);
      assert.equal(said, "from above");
    });
  });
}

test("without a registry, images go to the one that the store is", { skip: noDocker }, async (t) => {
  const workspace = await temporaryWorkspace(t, {
    "cooper.config.ts": `import { defineWorkspace } from "cooper";
export default defineWorkspace({ platforms: ["linux/amd64"] });`,
    "image.ts":
      'import { pyImage } from "cooper";\nexport default pyImage({ name: "own", main: "main.py" });\n',
    "main.py": 'print("my own")\n',
    "cooper.lock": await readFile(join(examples, "cooper.lock"), "utf8"),
  });
  await cooper(["push", "--tag", tag], { workspace, store });
  const { host } = await startCooperRegistry(t, store);
  t.after(() => engine.removeImages([`${host}/own:${tag}`]));
  assert.equal(await engine.docker("run", "--rm", "--platform=linux/amd64", `${host}/own:${tag}`), "my own");
});
