import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { CooperError } from "../../../core/error.ts";
import type { Descriptor } from "../../../oci/descriptor.ts";
import { MemoryRegistry } from "../../../registry/client/testing/memory-registry.ts";
import { putSample, putSampleIndex } from "../../../registry/client/testing/sample-images.ts";
import { applyDeletions } from "../apply-plan.ts";
import { planPrune } from "../plan-prune.ts";
import { registryShelf } from "../registry-shelf.ts";
import { GhcrShelf } from "./ghcr-shelf.ts";
import { openGithub } from "./github-api.ts";
import { openPullRequests } from "./open-pull-requests.ts";
import { type PackageVersion, servePackages } from "./packages-server.fixture.ts";

/** Like ghcr.io, which answers 405 to every DELETE. */
class Ghcr extends MemoryRegistry {
  override async deleteManifest(): Promise<boolean> {
    throw new CooperError("the registry deletes nothing: 405", { code: "DELETE_UNSUPPORTED" });
  }
}

const org = { registry: "ghcr.io", repository: "team/dev/todost" };
const user = { registry: "ghcr.io", repository: "ada/todost" };
const orgPath = "/orgs/team/packages/container/dev%2Ftodost";
const userPath = "/users/ada/packages/container/todost";
const owners = { team: "Organization", ada: "User" };
const rules = { now: Date.UTC(2026, 0, 1), tags: ["latest"], deployed: new Set<never>() };

function version(id: number, { digest }: Descriptor, ...tags: string[]): PackageVersion {
  return { id, name: digest, created_at: "2025-01-01T00:00:00Z", metadata: { container: { tags } } };
}

/** One index with a platform and an SBOM under `latest`, and one that lost its tag to it. */
async function publish(repository: typeof org) {
  const client = new Ghcr();
  const place = { client, repository };
  const make = async (name: string, tag?: string) => {
    const platform = await putSample(place, ["base", name]);
    const index = await putSampleIndex(place, [platform], tag === undefined ? {} : { tag });
    return { platform, index, sbom: await putSample(place, [`sbom ${name}`], { subject: index }) };
  };
  const [old, now] = [await make("old"), await make("now", "latest")];
  const versions = [
    version(1, old.platform),
    version(2, old.index),
    version(3, old.sbom),
    version(4, now.platform),
    version(5, now.index, "latest"),
    version(6, now.sbom),
  ];
  return { client, versions, old };
}

async function shelfOn(url: string, client: MemoryRegistry, token = "good") {
  return new GhcrShelf(await openGithub({ env: { GITHUB_API_URL: url, GITHUB_TOKEN: token } }), client);
}

test("versions of an organisation's package are listed page by page and deleted by id, parents first", async (t) => {
  const { client, versions } = await publish(org);
  const { url, requests } = await servePackages(t, { owners, packages: { [orgPath]: versions } });
  const shelf = await shelfOn(url, client);
  const { verdicts, deletions } = planPrune([await shelf.load(org)], rules);
  assert.deepEqual(
    verdicts.map(({ tags, keep, created }) => [tags.join(), keep, created]),
    [
      ["latest", true, Date.UTC(2025, 0, 1)],
      ["", false, Date.UTC(2025, 0, 1)],
    ],
  );
  const [first] = deletions;
  assert.ok(first);
  requests.length = 0;
  assert.deepEqual(await applyDeletions(first, shelf), { deleted: 3, refused: [] });
  assert.deepEqual(
    requests.filter((line) => line.startsWith("DELETE")),
    [2, 3, 1].map((id) => `DELETE ${orgPath}/versions/${id}`),
  );
  assert.ok(requests.includes(`GET ${orgPath}/versions?per_page=100&page=3`));
  assert.deepEqual(
    versions.map(({ id }) => id),
    [4, 5, 6],
  );
});

test("a user's packages have another path", async (t) => {
  const { client, versions } = await publish(user);
  const { url, requests } = await servePackages(t, { owners, packages: { [userPath]: versions } });
  await (await shelfOn(url, client)).load(user);
  assert.deepEqual(requests.slice(0, 2), ["GET /users/ada", `GET ${userPath}/versions?per_page=100`]);
});

test("a version with over 5,000 downloads is reported, and its platforms and SBOM stay", async (t) => {
  const { client, versions, old } = await publish(org);
  const { url } = await servePackages(t, { owners, packages: { [orgPath]: versions }, popular: [2] });
  const shelf = await shelfOn(url, client);
  const [deletions] = planPrune([await shelf.load(org)], rules).deletions;
  assert.ok(deletions);
  const { deleted, refused } = await applyDeletions(deletions, shelf);
  assert.equal(deleted, 0);
  assert.partialDeepStrictEqual(refused, [{ digest: old.index.digest }]);
  assert.match(refused[0]?.reason ?? "", /more than 5000 downloads/);
  assert.deepEqual(
    versions.map(({ id }) => id),
    [1, 2, 3, 4, 5, 6],
  );
});

test("a push between looking and deleting stops the deletion", async (t) => {
  const { client, versions, old } = await publish(org);
  const { url } = await servePackages(t, { owners, packages: { [orgPath]: versions } });
  const shelf = await shelfOn(url, client);
  const [deletions] = planPrune([await shelf.load(org)], rules).deletions;
  versions[1] = version(2, old.index, "1.0.0");
  assert.ok(deletions);
  await assert.rejects(applyDeletions(deletions, shelf), { code: "REPOSITORY_CHANGED" });
  assert.equal(versions.length, 6);
});

test("a listed version that ghcr.io does not give out stops everything: it may be an index", async (t) => {
  const { versions } = await publish(org);
  const { url } = await servePackages(t, { owners, packages: { [orgPath]: versions } });
  await assert.rejects((await shelfOn(url, new Ghcr())).load(org), { code: "MANIFEST_UNREADABLE" });
});

test("through the registry itself nothing can be deleted: 405", async () => {
  const { client, old } = await publish(org);
  await assert.rejects(registryShelf({ client }).remove(org, { digest: old.index.digest, tags: [] }), {
    code: "DELETE_UNSUPPORTED",
  });
});

const failing: readonly [name: string, token: string, owners: Record<string, string>, RegExp][] = [
  ["a bad token", "stale", owners, /Bad credentials/],
  ["a package that is not there or may not be seen", "good", owners, /Package not found/],
];

for (const [name, token, some, said] of failing) {
  test(`${name} is said with what to do`, async (t: TestContext) => {
    const { url } = await servePackages(t, { owners: some, packages: {} });
    const loading = (await shelfOn(url, new Ghcr(), token)).load(org);
    await assert.rejects(loading, (error: CooperError) => {
      assert.match(error.message, said);
      assert.match(error.hint ?? "", /token/);
      assert.ok(!JSON.stringify([error.message, error.where, error.hint]).includes("stale"));
      return true;
    });
  });
}

test("without a token GitHub is not asked", async () => {
  await assert.rejects(openGithub({ env: {} }), { code: "NO_GITHUB_TOKEN" });
});

test("open pull requests are read page by page", async (t) => {
  const { url } = await servePackages(t, { owners, packages: {}, openPullRequests: [3, 5, 8] });
  const github = await openGithub({ env: { GITHUB_API_URL: url, GH_TOKEN: "good" } });
  assert.deepEqual(await openPullRequests(github, "team/mono"), new Set([3, 5, 8]));
});
