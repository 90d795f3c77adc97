import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { run } from "../../src/core/process.ts";
import type { PromotionRecord } from "../../src/release/promote/promotion-record.ts";
import { startCooperRegistry, startDockerRegistry } from "./support/registry.ts";
import { publishSample, releaseWorkspace } from "./support/release-workspace.ts";
import { lacking, peerTools } from "./support/tools.ts";

const { skopeo: noSkopeo } = await peerTools();
const noRegistry = await lacking("docker-registry", "--version");

const registries = [
  { name: "docker-registry 2.8", start: startDockerRegistry, skip: noRegistry },
  { name: "cooper registry serve", start: startCooperRegistry, skip: false as const },
];

for (const { name, start, skip } of registries) {
  describe(`promotion in ${name}`, { skip }, async () => {
    const { host } = await start({ after });
    const policy = 'policy: [({ tag }) => (tag === "0.9.0" ? "0.9.0 is cursed" : undefined)],';
    const workspace = await releaseWorkspace({ after }, host, policy);
    const place = { client: workspace.client, repository: workspace.dev };
    const publish = (what: string, created: string, ...tags: string[]) =>
      publishSample(place, { name: what, tags, created });
    const one = await publish("one", "2026-01-01T00:00:00Z", "1.0.0");
    const two = await publish("two", "2026-01-02T00:00:00Z", "1.1.0", "0.9.0", "latest");

    const trail = async () =>
      JSON.parse(await workspace.run("promotions", "todost", "--json")) as readonly PromotionRecord[];
    const inProd = async (tag: string) => (await workspace.client.head({ ...workspace.prod, tag }))?.digest;
    const promote = (...args: string[]) =>
      workspace.run("promote", "todost", "--from", "dev", "--to", "prod", ...args);

    test("begins with an empty trail", async () => assert.deepEqual(await trail(), []));

    test("moves every platform, attestation, SBOM and signature under its digest", async () => {
      assert.match(await promote("--tag", "1.0.0"), new RegExp(`todost is in prod: .*@${one.index}`));
      for (const digest of [one.index, ...one.platforms, ...one.attached]) {
        assert.ok(await workspace.client.head({ ...workspace.prod, digest }), digest);
      }
      for (const tag of ["1.0.0", "prod"]) assert.equal(await inProd(tag), one.index);
      assert.equal(await inProd(one.cosignTag), one.attached.at(-1));
      const referrers = await workspace.client.referrers(workspace.prod, one.index);
      assert.deepEqual(referrers.map(({ artifactType }) => artifactType).sort(), [
        "application/vnd.cooper.promotion.v1",
        "text/spdx",
      ]);
    });

    test("writes down who, when, from and to", async () => {
      const [{ at = "", ...record } = {}, ...more] = await trail();
      assert.deepEqual(more, []);
      assert.deepEqual(record, {
        digest: one.index,
        by: "ada",
        from: "dev",
        to: "prod",
        tag: "1.0.0",
        rollback: false,
      });
      assert.ok(Math.abs(Date.parse(at) - Date.now()) < 600_000);
      assert.match(await workspace.run("promotions", "todost"), /ada +dev +prod +1\.0\.0 +sha256:/);
    });

    test("does nothing the second time", async () => {
      assert.match(await promote("--tag", "1.0.0"), /prod has it already/);
      assert.equal((await trail()).length, 1);
    });

    test("is refused by the policy of the workspace", async () => {
      const { status, stderr } = await workspace.tryRun(
        "promote",
        "todost",
        "--from=dev",
        "--to=prod",
        "--tag=0.9.0",
      );
      assert.equal(status, 1);
      assert.match(stderr, /todost may not go to prod: 0\.9\.0 is cursed/);
      assert.equal(await inProd("prod"), one.index);
    });

    test("goes back, and the trail tells", async () => {
      await promote();
      assert.equal(await inProd("prod"), two.index);
      assert.match(
        await workspace.run("rollback", "todost", "--to", "prod"),
        new RegExp(`${one.index}\nbefore: ${two.index}`),
      );
      assert.equal(await inProd("prod"), one.index);
      assert.deepEqual(
        (await trail()).map(({ digest, rollback }) => [digest, rollback]),
        [
          [one.index, true],
          [two.index, false],
          [one.index, false],
        ],
      );
      const { status, stderr } = await workspace.tryRun("rollback", "todost", "--to", "prod");
      assert.equal(status, 2);
      assert.match(stderr, /prod has no earlier todost/);
    });

    test("is seen alike by skopeo", { skip: noSkopeo }, async () => {
      const { registry, repository } = workspace.prod;
      const from = `docker://${registry}/${repository}:prod`;
      const { stdout } = await run("skopeo", ["inspect", "--raw", "--tls-verify=false", from]);
      const { manifests } = JSON.parse(stdout) as { manifests: readonly { digest: string }[] };
      assert.deepEqual(
        manifests.map(({ digest }) => digest),
        one.platforms,
      );
    });

    test("to an environment that there is not is a mistake, with the names that there are", async () => {
      const { status, stderr } = await workspace.tryRun("promote", "todost", "--from", "dev", "--to", "prd");
      assert.equal(status, 2);
      assert.match(stderr, /prod/);
    });
  });
}
