import assert from "node:assert/strict";
import { test } from "node:test";
import { digestOf } from "../../oci/digest.ts";
import { mediaType } from "../../oci/media-type.ts";
import { TestRegistry } from "./testing/test-registry.ts";

/** The bodies of a list, page by page, as the Link headers lead. */
async function pages<T>(registry: TestRegistry, path: string): Promise<T[]> {
  const found: T[] = [];
  for (let next: string | undefined = path; next !== undefined; ) {
    const answer: Response = await registry.call("GET", next);
    found.push((await answer.json()) as T);
    next = /^<(.+)>; rel="next"$/.exec(answer.headers.get("link") ?? "")?.[1];
  }
  return found;
}

async function withTags(registry: TestRegistry): Promise<void> {
  for (const tag of ["latest", "1.0", "constructor", "__proto__", "2.0"]) await registry.manifest("a", tag);
}

const sorted = ["1.0", "2.0", "__proto__", "constructor", "latest"];

test("tags come sorted, whole or page by page", async (t) => {
  const registry = await TestRegistry.start(t);
  await withTags(registry);
  assert.deepEqual(await pages(registry, "/v2/a/tags/list"), [{ name: "a", tags: sorted }]);
  const parts = await pages<{ tags: string[] }>(registry, "/v2/a/tags/list?n=2");
  assert.deepEqual(
    parts.map(({ tags }) => tags),
    [sorted.slice(0, 2), sorted.slice(2, 4), sorted.slice(4)],
  );
});

const queries: readonly [string, readonly string[]][] = [
  ["n=0", []],
  ["n=9", sorted],
  ["last=1.5", sorted.slice(1)],
  ["n=1&last=2.0", ["__proto__"]],
  ["last=zebra", []],
];

for (const [query, expected] of queries) {
  test(`tags?${query}`, async (t) => {
    const registry = await TestRegistry.start(t);
    await withTags(registry);
    const answer = await registry.call("GET", `/v2/a/tags/list?${query}`);
    assert.deepEqual(await answer.json(), { name: "a", tags: expected });
    assert.equal(answer.headers.has("link"), query === "n=1&last=2.0");
  });
}

test("tags of a repository that is not there, and a number that is none, are refused", async (t) => {
  const registry = await TestRegistry.start(t);
  assert.equal(await registry.refusal("GET", "/v2/none/tags/list"), "404 NAME_UNKNOWN");
  await registry.blob("a", "x");
  assert.equal(await registry.refusal("GET", "/v2/a/tags/list?n=-1"), "400 UNSUPPORTED");
});

test("repositories are listed page by page", async (t) => {
  const registry = await TestRegistry.start(t);
  for (const name of ["b", "a/c", "a"]) await registry.blob(name, "x");
  assert.deepEqual(await pages(registry, "/v2/_catalog?n=2"), [
    { repositories: ["a", "a/c"] },
    { repositories: ["b"] },
  ]);
});

test("referrers are listed with their types and annotations, all or those of one type", async (t) => {
  const registry = await TestRegistry.start(t);
  const { descriptor: subject } = await registry.manifest("a", "1");
  const annotations = { note: "signed" };
  const typed = { subject, artifactType: "test/signature", annotations };
  const signature = (await registry.manifest("a", undefined, typed)).descriptor;
  const other = (await registry.manifest("a", undefined, { subject })).descriptor;
  await registry.manifest("a", "unrelated", { annotations });
  const expected = [
    { ...signature, artifactType: "test/signature", annotations },
    { ...other, artifactType: mediaType.config },
  ].sort((a, b) => (a.digest < b.digest ? -1 : 1));
  const path = `/v2/a/referrers/${subject.digest}`;
  const all = await registry.call("GET", path);
  assert.equal(all.headers.get("content-type"), mediaType.index);
  assert.deepEqual(await all.json(), {
    schemaVersion: 2,
    mediaType: mediaType.index,
    manifests: expected,
  });
  const some = await registry.call("GET", `${path}?artifactType=test%2Fsignature`);
  assert.equal(some.headers.get("oci-filters-applied"), "artifactType");
  const { manifests } = (await some.json()) as { manifests: { digest: string }[] };
  assert.deepEqual(
    manifests.map(({ digest }) => digest),
    [signature.digest],
  );
});

test("more referrers than fit into one document come in several", async (t) => {
  const registry = await TestRegistry.start(t);
  const { descriptor: subject } = await registry.manifest("a", "1");
  for (let n = 0; n < 3; n += 1) {
    await registry.manifest("a", undefined, { subject, annotations: { n: String(n).repeat(2_000_000) } });
  }
  const found = await pages<{ manifests: { digest: string }[] }>(
    registry,
    `/v2/a/referrers/${subject.digest}`,
  );
  assert.deepEqual(
    found.map(({ manifests }) => manifests.length),
    [2, 1],
  );
  assert.equal(new Set(found.flatMap(({ manifests }) => manifests.map(({ digest }) => digest))).size, 3);
});

test("nothing is about what nobody knows; a digest that is none is refused", async (t) => {
  const registry = await TestRegistry.start(t);
  const answer = await registry.call("GET", `/v2/none/referrers/${digestOf("x")}`);
  assert.deepEqual([answer.status, ((await answer.json()) as { manifests: [] }).manifests], [200, []]);
  assert.equal(await registry.refusal("GET", "/v2/a/referrers/latest"), "400 DIGEST_INVALID");
});
