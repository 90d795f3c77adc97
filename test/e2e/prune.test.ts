import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import type { Digest } from "../../src/oci/digest.ts";
import type { Verdict } from "../../src/release/retention/plan-prune.ts";
import { startHarbor } from "./support/harbor.ts";
import { startCooperRegistry, startDockerRegistry } from "./support/registry.ts";
import { publishSample, releaseWorkspace } from "./support/release-workspace.ts";
import { lacking } from "./support/tools.ts";

const noRegistry = await lacking("docker-registry", "--version");
const longAgo = "2020-01-01T00:00:00Z";

const registries = [
  { name: "docker-registry 2.8", start: startDockerRegistry, skip: noRegistry },
  { name: "cooper registry serve", start: startCooperRegistry, skip: false as const },
];

for (const { name, start, skip } of registries) {
  describe(`retention in ${name}`, { skip }, async () => {
    const { host } = await start({ after });
    const rules = `retention: {
      keep: {
        tags: ["v*"],
        youngerThan: "30d",
        deployed: { file: "deployed.txt" },
      },
      pullRequests: { after: "14d" },
    },`;
    const workspace = await releaseWorkspace({ after }, host, rules);
    const place = { client: workspace.client, repository: workspace.dev };
    const publish = (what: string, tags: readonly string[], created = longAgo) =>
      publishSample(place, { name: what, tags, created });
    const going = [await publish("old", ["1.0.0", "sha-1111111"]), await publish("request", ["pr-12"])];
    const deployed = await publish("deployed", ["1.1.0"]);
    const staying = [
      deployed,
      await publish("named", ["v1.2.0"]),
      await publish("young", ["latest"], new Date().toISOString()),
    ];
    await writeFile(
      join(workspace.folder, "deployed.txt"),
      `todost@${deployed.platforms[0]}
`,
    );
    const is = async (digest: Digest) =>
      (await workspace.client.head({ ...workspace.dev, digest })) !== undefined;

    test("a dry run tells each verdict with its reason, and deletes nothing", async () => {
      const { stdout, stderr } = await workspace.tryRun("prune", "--dry-run");
      for (const line of [
        /1\.0\.0, sha-1111111 .* delete +no rule keeps it +\d/,
        /1\.1\.0 .* keep +is deployed/,
        /v1\.2\.0 .* keep +v1\.2\.0 fits v\*/,
        /latest .* keep +is 0 days old/,
        /pr-12 .* delete +pull request 12: \d+ days old +\d/,
      ]) {
        assert.match(stdout, line);
      }
      assert.match(stderr, /2 of 5 would go and free [\d.]+kB\. Nothing was deleted/);
      for (const { index } of [...going, ...staying]) assert.ok(await is(index));
    });

    test("bytes are those of what only the deleted had", async () => {
      const { verdicts, frees } = JSON.parse(await workspace.run("prune", "--dry-run", "--json")) as {
        verdicts: readonly Verdict[];
        frees: number;
      };
      const sum = verdicts.reduce((total, verdict) => total + verdict.frees, 0);
      assert.equal(frees, sum);
      assert.ok(verdicts.every(({ keep, frees: own }) => keep === (own === 0)));
    });

    test("what no rule keeps goes with everything attached, the rest stays whole", async () => {
      const { stderr, status } = await workspace.tryRun("prune", "todost");
      assert.equal(status, 0, stderr);
      assert.match(stderr, /manifests were deleted/);
      for (const { index, platforms, attached, cosignTag } of going) {
        for (const digest of [index, ...platforms, ...attached]) assert.ok(!(await is(digest)), digest);
        assert.equal(await workspace.client.head({ ...workspace.dev, tag: cosignTag }), undefined);
      }
      for (const { index, platforms, attached } of staying) {
        for (const digest of [index, ...platforms, ...attached]) assert.ok(await is(digest), digest);
        assert.equal((await workspace.client.referrers(workspace.dev, index)).length, 1);
      }
    });

    test("there is nothing left for a second run", async () => {
      const { stderr } = await workspace.tryRun("prune", "--dry-run");
      assert.match(stderr, /Nothing would go/);
    });
  });
}

describe("images that somebody pulls", async () => {
  const { host } = await startCooperRegistry({ after });
  const harbor = await startHarbor({ after }, host);
  const rules = 'retention: { keep: { pulledWithin: "30d" } },';
  const workspace = await releaseWorkspace({ after }, harbor.host, rules);
  const place = { client: workspace.client, repository: { ...workspace.dev, registry: host } };
  const publish = (name: string) => publishSample(place, { name, tags: [name], created: longAgo });
  const [old, used, locked] = [await publish("1.0.0"), await publish("1.1.0"), await publish("1.2.0")];
  const daysAgo = (days: number) => Date.now() - days * 86_400_000;
  const pulledLongAgo = () => {
    for (const { index } of [old, locked]) harbor.pulled.set(index, daysAgo(200));
    harbor.pulled.set(used.index, daysAgo(2));
  };

  test("stay where Harbor tells of it; reading them is a pull, but only once", async () => {
    pulledLongAgo();
    const first = await workspace.run("prune", "--dry-run");
    assert.match(first, /1\.0\.0 .* delete +no rule keeps it/);
    assert.match(first, /1\.1\.0 .* keep +was pulled 2 days ago/);
    assert.match(await workspace.run("prune", "--dry-run"), /1\.0\.0 .* keep +was pulled 0 days ago/);
    pulledLongAgo();
    assert.match(await workspace.run("prune", "--dry-run"), /1\.0\.0 .* delete +no rule keeps it/);
    assert.ok((harbor.pulled.get(old.index) ?? 0) < daysAgo(100), "it was read again");
  });

  test("what Harbor refuses to delete is told, and stays whole", async () => {
    harbor.immutable.add(locked.index);
    const { status, stderr } = await workspace.tryRun("prune");
    assert.equal(status, 0, stderr);
    assert.match(
      stderr,
      new RegExp(`The registry keeps ${locked.index}: .*412 PRECONDITION: its tag is immutable`),
    );
    const is = async (digest: Digest) =>
      (await place.client.head({ ...place.repository, digest })) !== undefined;
    assert.ok(!(await is(old.index)));
    for (const { index, platforms, attached } of [used, locked])
      for (const digest of [index, ...platforms, ...attached]) assert.ok(await is(digest), digest);
  });

  test("all stay where a registry does not tell", async () => {
    const untold = await releaseWorkspace({ after }, host, rules);
    const { stdout, stderr } = await untold.tryRun("prune");
    assert.match(stdout, /1\.2\.0 .* keep +its last pull is not known/);
    assert.match(stderr, /does not tell when images of dev\/todost were pulled: pulledWithin keeps them all/);
    assert.match(stderr, /0 manifests were deleted/);
  });
});

test("a workspace without rules deletes nothing and says how to write them", async (t) => {
  const workspace = await releaseWorkspace(t, "registry.example");
  const { status, stderr } = await workspace.tryRun("prune", "--dry-run");
  assert.equal(status, 2);
  assert.match(stderr, /retention: \{ keep:/);
});
