import assert from "node:assert/strict";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { lackingArm64 } from "./support/arm64.ts";
import { cooper, examples } from "./support/cooper.ts";
import * as engine from "./support/docker.ts";
import { firstManifest } from "./support/layout.ts";
import { fillSharedStore } from "./support/store.ts";
import { temporaryWorkspace } from "./support/workspace.ts";

const noDocker = await engine.lackingDocker({ after });
const noArm64 = await lackingArm64();
const store = await fillSharedStore();

const megabyte = 1e6;
const tag = `e2e-${process.pid}`;
const nameOf = (image: string, architecture: string) => `ghcr.io/albeorla/${image}:${tag}-${architecture}`;

/** What an answer of lucid-api's health page says of each package. */
interface Outcome {
  readonly ok: boolean;
}

/** Where each service answers, what it shall say there, what it needs and what it may weigh. */
const services = [
  {
    name: "hello_python",
    page: { port: 8000, path: "/" },
    says: (body: object) => assert.partialDeepStrictEqual(body, { hello: "world", uid: 65532 }),
    flags: [],
    most: 48 * megabyte,
  },
  {
    name: "todost",
    page: { port: 8000, path: "/health" },
    says: (body: object) => assert.deepEqual(body, { status: "ok", tasks: 0, uid: 65532 }),
    flags: ["--tmpfs=/tmp"],
    most: 100 * megabyte,
  },
  {
    name: "lucid-api",
    page: { port: 8080, path: "/health" },
    says: (body: { packages?: Readonly<Record<string, Outcome>> }) => {
      const outcomes = Object.entries(body.packages ?? {});
      assert.equal(outcomes.length, 17);
      assert.deepEqual(
        outcomes.filter(([, { ok }]) => !ok),
        [],
      );
      assert.partialDeepStrictEqual(body, { status: "ok", uid: 65532 });
    },
    flags: [],
    most: 95 * megabyte,
  },
] as const;

/** Python that tells the machine, the user, and all files by which a shell could be called. */
const lookRound = `
import json, os, platform
shells = {"sh", "bash", "dash", "ash", "busybox"}
found = [os.path.join(folder, name) for top in os.listdir("/") if top not in ("proc", "sys", "dev")
         for folder, _, names in os.walk("/" + top) for name in names if name in shells]
print(json.dumps({"machine": platform.machine(), "uid": os.getuid(), "shells": found}))
`;

const platforms = [
  { architecture: "amd64", machine: "x86_64", skip: noDocker },
  { architecture: "arm64", machine: "aarch64", skip: noDocker || noArm64 },
];

for (const { architecture, machine, skip } of platforms) {
  describe(`the examples on linux/${architecture}`, { skip }, () => {
    const platform = `--platform=linux/${architecture}`;
    const images = ["lucid-base", ...services.map(({ name }) => name)];

    before(async () => {
      const load = ["load", "--engine=docker", platform, `--tag=${tag}-${architecture}`];
      await cooper(load, { workspace: examples, store });
    });
    after(() => engine.removeImages(images.map((name) => nameOf(name, architecture))));

    for (const { name, page, says, flags, most } of services) {
      test(`${name} is healthy and answers, as nobody of power and without a shell`, async (t) => {
        const image = nameOf(name, architecture);
        const own = [platform, "--health-interval=1s", ...flags];
        const service = await engine.startService(t, { image, port: page.port, flags: own });
        await engine.untilHealthy(service);
        const answer = await fetch(service.address + page.path);
        assert.equal(answer.status, 200);
        says((await answer.json()) as object);
        const { Config } = await engine.inspectDocker<{ Config: { User: string } }>(service.id);
        assert.equal(Config.User, "65532");
        const seen = await engine.docker("exec", service.id, "/usr/bin/python3", "-c", lookRound);
        assert.deepEqual(JSON.parse(seen), { machine, uid: 65532, shells: [] });
      });

      test(`${name} takes at most ${most / megabyte} MB`, async () => {
        const { Size } = await engine.inspectDocker<{ Size: number }>(nameOf(name, architecture));
        assert.ok(Size <= most, `${name} has ${Size} bytes`);
      });
    }

    test("todost passes its own tests inside its image", async () => {
      const tests = `--volume=${join(examples, "services", "todost", "tests")}:/tests:ro`;
      const flags = ["--rm", platform, ...engine.confined, "--tmpfs=/tmp", tests, "--entrypoint=python"];
      const discover = ["-m", "unittest", "discover", "-s", "/tests"];
      const said = await engine.docker("run", ...flags, nameOf("todost", architecture), ...discover);
      assert.match(said, /Ran 3 tests[\s\S]*OK/);
    });
  });
}

test("a second build has nothing to do", async () => {
  const said = await cooper(["build"], { workspace: examples, store });
  assert.equal(said.match(/unchanged$/gm)?.length, 8);
  assert.doesNotMatch(said, / built$/m);
});

test("the Python base takes at most 48 MB, and at most 17 MB on its way", async (t) => {
  const workspace = await temporaryWorkspace(t, {
    "cooper.config.ts": `import { defineWorkspace } from "cooper";
      export default defineWorkspace({ platforms: ["linux/amd64"] });`,
    "base/image.ts": `import { pyImage } from "cooper"; export default pyImage({ name: "base" });`,
  });
  await copyFile(join(examples, "cooper.lock"), join(workspace, "cooper.lock"));
  const said = await cooper(["build", "base", "--output=layout", "--json"], { workspace, store });
  const [{ platforms }] = JSON.parse(said).images;
  assert.ok(platforms[0].size <= 48 * megabyte, `${platforms[0].size} bytes unpacked`);
  const { layers } = await firstManifest(join(workspace, "layout"));
  const compressed = layers.reduce((sum, { size }) => sum + size, 0);
  assert.ok(compressed <= 17 * megabyte, `${compressed} bytes of gzip`);
});
