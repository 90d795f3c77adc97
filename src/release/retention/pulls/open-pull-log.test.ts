import assert from "node:assert/strict";
import { test } from "node:test";
import { digestOf } from "../../../oci/digest.ts";
import type { CredentialStore } from "../../../registry/client/credential.ts";
import { type Step, scriptedRegistry } from "../../../registry/client/testing/scripted-registry.ts";
import { openPullLog } from "./open-pull-log.ts";
import { lastPullOf } from "./pull-times.ts";

const [one, two, child] = [digestOf("one"), digestOf("two"), digestOf("child")];
const never = "0001-01-01T00:00:00.000Z";
const env = { HOME: "/nonexistent" };
const nobody: CredentialStore = { find: async () => undefined };
const robot: CredentialStore = {
  find: async () => ({
    credential: { kind: "password", username: "robot$ci", password: "hush" },
    source: "a test",
  }),
};
const basic = `Basic ${Buffer.from("robot$ci:hush").toString("base64")}`;

const ping: Step = { request: "GET /api/v2.0/ping", body: "Pong\n" };
const artifacts = "/api/v2.0/projects/team/repositories/dev%2Ftodost/artifacts";
const json = (value: unknown) => ({
  body: JSON.stringify(value),
  headers: { "content-type": "application/json" },
});

function log(host: string, credentials = robot) {
  return openPullLog({ env, credentials })({ registry: host, repository: "team/dev/todost" });
}

test("Harbor tells the pulls of artifacts and tags, page by page, to who logs in", async (t) => {
  const page = (number: number) => `GET ${artifacts}?page=${number}&page_size=100&with_tag=true`;
  const link = `<${artifacts.replace("%2F", "%252F")}?page=2&page_size=100&with_tag=true>; rel="next"`;
  const first = json([
    { digest: one, pull_time: never, tags: [{ name: "1.0", pull_time: "2026-11-01T10:00:00.000Z" }] },
  ]);
  const harbor = await scriptedRegistry(t, [
    { ...ping, check: ({ headers }) => assert.equal(headers.authorization, undefined) },
    {
      request: page(1),
      ...first,
      headers: { ...first.headers, link },
      check: ({ headers }) => assert.equal(headers.authorization, basic),
    },
    {
      request: page(2),
      ...json([{ digest: two, pull_time: never, tags: null }]),
      check: ({ headers }) => assert.equal(headers.authorization, basic),
    },
  ]);
  const times = await log(harbor.host);
  harbor.finish();
  assert.equal(lastPullOf(times, one, ["1.0"]), Date.UTC(2026, 10, 1, 10));
  assert.equal(lastPullOf(times, two, []), 0);
  assert.equal(lastPullOf(times, child, ["other"]), undefined, "what is not listed is not known");
});

test("a Harbor that notes no pulls, as one can set it up, tells nothing", async (t) => {
  const request = `GET ${artifacts}?page=1&page_size=100&with_tag=true`;
  const list = json([{ digest: one, pull_time: never, tags: [{ name: "1.0", pull_time: never }] }]);
  const harbor = await scriptedRegistry(t, [ping, { request, ...list }]);
  assert.equal(await log(harbor.host), undefined);
});

for (const answer of [{ status: 404 }, { body: "<html>Pong</html>" }]) {
  test(`a registry that answers ${JSON.stringify(answer)} to a ping is no Harbor`, async (t) => {
    const registry = await scriptedRegistry(t, [{ ...ping, body: "", ...answer }]);
    assert.equal(await log(registry.host), undefined);
  });
}

test("a page of any size is no Harbor, and a ping whose connection is lost is sent again", async (t) => {
  const headers = { "content-type": "text/html; charset=utf-8" };
  const registry = await scriptedRegistry(t, [
    { ...ping, drop: true },
    { ...ping, body: "Pong".repeat(2 ** 19), headers },
  ]);
  assert.equal(await log(registry.host), undefined);
  registry.finish();
});

test("an account that may not list artifacts is told, and its password is not", async (t) => {
  const request = `GET ${artifacts}?page=1&page_size=100&with_tag=true`;
  const refusal = json({ errors: [{ code: "FORBIDDEN", message: "robot$ci (hush) may not" }] });
  const harbor = await scriptedRegistry(t, [ping, { request, status: 403, ...refusal }]);
  await assert.rejects(log(harbor.host), (error: Error & { code: string }) => {
    assert.equal(error.code, "REGISTRY_DENIED");
    assert.doesNotMatch(JSON.stringify([error.message, error]), /hush/);
    return true;
  });
});

test("a next page on another host does not get the login", async (t) => {
  const request = `GET ${artifacts}?page=1&page_size=100&with_tag=true`;
  const headers = { link: '<http://elsewhere.example/2>; rel="next"' };
  const harbor = await scriptedRegistry(t, [ping, { request, body: "[]", headers }]);
  await assert.rejects(log(harbor.host), { code: "REGISTRY_PROTOCOL", message: /elsewhere\.example/ });
});

const tags = "/v2/namespaces/team/repositories/todost/tags";
const todost = { registry: "docker.io", repository: "team/todost" };

test("Docker Hub tells the pulls of tags and platforms, page by page, for a token of its own", async (t) => {
  const bearer: Step["check"] = ({ headers }) => assert.equal(headers.authorization, "Bearer jwt");
  const newer = { name: "1.1", digest: two, tag_last_pulled: null, images: [] };
  const older = {
    name: "1.0",
    tag_last_pulled: "2026-10-01T00:00:00Z",
    images: [{ digest: child, last_pulled: "2026-10-02T00:00:00Z" }],
  };
  const steps: Step[] = [
    {
      request: "POST /v2/auth/token",
      ...json({ access_token: "jwt" }),
      check: ({ body }) =>
        assert.deepEqual(JSON.parse(body.toString()), { identifier: "robot$ci", secret: "hush" }),
    },
    {
      request: `GET ${tags}?page=1&page_size=100`,
      ...json({ next: `${tags}?page=2&page_size=100`, results: [newer] }),
      check: bearer,
    },
    { request: `GET ${tags}?page=2&page_size=100`, ...json({ next: null, results: [older] }), check: bearer },
  ];
  const hub = await scriptedRegistry(t, steps);
  const times = await openPullLog({ env, credentials: robot, hub: hub.origin })(todost);
  hub.finish();
  assert.equal(lastPullOf(times, two, ["1.1"]), 0);
  assert.equal(lastPullOf(times, one, ["1.0"]), Date.UTC(2026, 9, 1));
  assert.equal(lastPullOf(times, child, []), Date.UTC(2026, 9, 2));
});

test("public tags of Docker Hub are read without a login", async (t) => {
  const results = [{ name: "1.0", tag_last_pulled: "2026-10-01T00:00:00Z" }];
  const hub = await scriptedRegistry(t, [
    { request: `GET ${tags}?page=1&page_size=100`, ...json({ next: null, results }) },
  ]);
  const times = await openPullLog({ env, credentials: nobody, hub: hub.origin })(todost);
  assert.equal(times?.size, 1);
});

test("of GHCR and the clouds nothing is asked", async () => {
  const pulls = openPullLog({ env, credentials: nobody });
  for (const registry of [
    "ghcr.io",
    "1.dkr.ecr.eu-west-1.amazonaws.com",
    "europe-docker.pkg.dev",
    "a.azurecr.io",
  ])
    assert.equal(await pulls({ registry, repository: "team/todost" }), undefined);
});
