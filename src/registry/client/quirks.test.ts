import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import { bytesOf, collect } from "../../core/stream.ts";
import { digestOf } from "../../oci/digest.ts";
import { mediaType } from "../../oci/media-type.ts";
import type { RegistryClient } from "./registry-client.ts";
import { failureOf } from "./registry-error.ts";
import { type ScriptedClient, scriptedClient } from "./testing/scripted-client.ts";
import { complaint, type Seen, type Step } from "./testing/scripted-registry.ts";

const bytes = Buffer.alloc(4 * 2 ** 20 + 1000, "layer ");
const digest = digestOf(bytes);
const blob = `/v2/team/app/blobs/${digest}`;
const uploads = "/v2/team/app/blobs/uploads/";
const descriptor = { mediaType: mediaType.layer, digest, size: bytes.length };
const push = ({ client, repository }: ScriptedClient) =>
  client.pushBlob(repository, descriptor, () => bytesOf(bytes));

const absent: Step = { request: `HEAD ${blob}`, status: 404 };
const opened = (id: string): Step => ({
  request: `POST ${uploads}`,
  status: 202,
  headers: { location: `${uploads}${id}` },
});
const whole = (id: string, step: Partial<Step> = {}): Step => ({
  request: `PUT ${uploads}${id}?digest=${digest}`,
  status: 201,
  ...step,
});
/** A chunk from an upload's address, and where the answer says to go on. */
const patch = (id: string, range: string, next: string, step: Partial<Step> = {}): Step => ({
  request: `PATCH ${uploads}${id}`,
  status: 202,
  headers: { location: next },
  check: ({ headers }) => assert.equal(headers["content-range"], range),
  ...step,
});
const [first, rest] = [`0-${4 * 2 ** 20 - 1}`, `${4 * 2 ** 20}-${bytes.length - 1}`];

const uploadScripts: readonly (readonly [string, readonly Step[]])[] = [
  [
    "distribution gives the upload another address after each chunk, absolute or relative",
    [
      absent,
      opened("1"),
      whole("1", { status: 413 }),
      absent,
      opened("2?_state=a"),
      patch("2?_state=a", first, `{origin}${uploads}2?_state=b`),
      patch("2?_state=b", rest, "2?_state=c"),
      { request: `PUT ${uploads}2?_state=c&digest=${digest}`, status: 201 },
    ],
  ],
  [
    "a digest that the registry finds wrong: the bytes go again, in chunks",
    [
      absent,
      opened("1"),
      whole("1", { status: 400, body: complaint("DIGEST_INVALID") }),
      absent,
      opened("2"),
      patch("2", first, `${uploads}2`),
      patch("2", rest, `${uploads}2`),
      whole("2"),
    ],
  ],
];

for (const [name, steps] of uploadScripts) {
  test(name, async (t) => {
    const scripted = await scriptedClient(t, steps);
    assert.equal(await push(scripted), "uploaded");
    scripted.registry.finish();
  });
}

const password = { kind: "password", username: "u", password: "p" } as const;
const challenge: Partial<Step> = {
  status: 401,
  headers: { "www-authenticate": 'Bearer realm="{origin}/token",service="s"' },
};
const token = (value: string): Step => ({
  request: "GET /token?service=s&scope=repository:team/app:pull,push&account=u",
  body: JSON.stringify({ token: value }),
});
const bearer = (value: string, chunk: string) => (seen: Seen) => {
  assert.equal(seen.headers.authorization, `Bearer ${value}`);
  assert.equal(seen.headers["content-range"], chunk);
  assert.ok(seen.body.equals(bytes.subarray(0, 4 * 2 ** 20)));
};

test("a token that ends between two chunks: the same chunk goes again with a new one", async (t) => {
  const forReading = {
    request: "GET /token?service=s&scope=repository:team/app:pull&account=u",
    body: '{"token":"r"}',
  };
  const scripted = await scriptedClient(
    t,
    [
      { ...absent, ...challenge },
      forReading,
      absent,
      token("t1"),
      opened("1"),
      whole("1", { status: 413 }),
      absent,
      opened("2"),
      patch("2", first, "", { ...challenge, check: bearer("t1", first) }),
      token("t2"),
      patch("2", first, `${uploads}2`, { check: bearer("t2", first) }),
      patch("2", rest, `${uploads}2`),
      whole("2"),
    ],
    password,
  );
  assert.equal(await push(scripted), "uploaded");
  scripted.registry.finish();
});

const index = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: mediaType.index, manifests: [] }));
const named = { "content-type": mediaType.index };
type Place = ScriptedClient["repository"];

/** Each kind of request, and what is asked for. */
const kinds: readonly (readonly [Step, (client: RegistryClient, place: Place) => Promise<unknown>])[] = [
  [{ request: `HEAD ${blob}` }, (client, place) => client.hasBlob(place, digest)],
  [
    { request: `GET ${blob}`, body: bytes },
    (client, place) => collect(client.blob(place, descriptor), bytes.length),
  ],
  [
    { request: "GET /v2/team/app/manifests/v1", body: index },
    (client, place) => client.manifest({ ...place, tag: "v1" }),
  ],
  [
    { request: "PUT /v2/team/app/manifests/v1", status: 201 },
    (client, place) => client.putManifest(place, { bytes: index, mediaType: mediaType.index, tag: "v1" }),
  ],
  [
    { request: "DELETE /v2/team/app/manifests/v1", status: 202 },
    (client, place) => client.deleteTag(place, "v1"),
  ],
  [
    { request: "GET /v2/team/app/tags/list?n=1000", body: '{"tags":["v1"]}' },
    (client, place) => Array.fromAsync(client.tags(place)),
  ],
  [
    { request: `GET /v2/team/app/referrers/${digest}`, body: index, headers: named },
    (client, place) => client.referrers(place, digest),
  ],
];

for (const [step, ask] of kinds) {
  test(`401 to ${step.request.replace(digest, "<digest>")} is answered with the login`, async (t) => {
    const check = ({ headers }: Seen) => assert.match(headers.authorization ?? "", /^Basic /);
    const refused = {
      request: step.request,
      status: 401,
      headers: { "www-authenticate": 'Basic realm="ECR"' },
    };
    const { client, repository, registry } = await scriptedClient(t, [refused, { ...step, check }], password);
    await ask(client, repository);
    registry.finish();
  });
}

test("Docker Hub's limit is respected five times, then told with the remedy", async (t) => {
  const limited: Step = {
    request: "HEAD /v2/team/app/manifests/v1",
    status: 429,
    headers: { "retry-after": "3" },
  };
  const { client, repository, timing } = await scriptedClient(
    t,
    Array.from({ length: 6 }, () => limited),
  );
  await assert.rejects(client.head({ ...repository, tag: "v1" }), {
    status: 429,
    hint: /limits its rate.*log in/,
  });
  assert.equal(timing.waits.filter((wait) => wait >= 3000).length, 5);
});

test("a full page of tags with a Link is followed by the Link", async (t) => {
  const tags = Array.from({ length: 1000 }, (_, i) => `t${i}`);
  const { client, repository, registry } = await scriptedClient(t, [
    {
      request: "GET /v2/team/app/tags/list?n=1000",
      body: JSON.stringify({ tags }),
      headers: { link: '</v2/team/app/tags/list?n=1000&next_page=opaque>; rel="next"' },
    },
    { request: "GET /v2/team/app/tags/list?n=1000&next_page=opaque", body: '{"tags":["last"]}' },
  ]);
  assert.equal((await Array.fromAsync(client.tags(repository))).length, 1001);
  registry.finish();
});

const fullDisks: readonly (readonly [string, Partial<Step>])[] = [
  ["507", { status: 507 }],
  ["docker-registry in words", { status: 500, body: failure("write /data: no space left on device") }],
  ["docker-registry in numbers", { status: 500, body: failure({ Enclosed: { Op: "write", Err: 28 } }) }],
];

function failure(detail: unknown): string {
  return JSON.stringify({ errors: [{ code: "UNKNOWN", message: "unknown error", detail }] });
}

test("GHCR's limit is told where a layer is too large", () => {
  const asked = { registry: "ghcr.io", source: "none", secrets: [], method: "PUT" };
  const answer = { status: 413, headers: {}, url: new URL("https://ghcr.io/v2/") };
  assert.match(failureOf(answer, { reason: undefined, text: "" }, asked).hint ?? "", /10 GB/);
});

for (const [name, step] of fullDisks) {
  test(`a full disk, told by ${name}, is final`, async (t) => {
    const scripted = await scriptedClient(t, [absent, { request: `POST ${uploads}`, ...step }]);
    await assert.rejects(push(scripted), { code: "REGISTRY_FULL", retryable: false, hint: /make room/ });
    scripted.registry.finish();
  });
}

test("an upload that is forgotten after a failure is told as that failure", async (t) => {
  const round = (id: string): readonly Step[] => [absent, opened(id)];
  const failed = { status: 502 };
  const scripted = await scriptedClient(t, [
    ...[1, 2, 3].flatMap((turn) => [
      ...round(`${turn}a`),
      whole(`${turn}a`, failed),
      ...round(`${turn}b`),
      patch(`${turn}b`, first, "", failed),
      { request: `GET ${uploads}${turn}b`, status: 404, body: complaint("BLOB_UPLOAD_UNKNOWN") },
    ]),
  ]);
  await assert.rejects(push(scripted), { code: "REGISTRY_STATUS", status: 502 });
  scripted.registry.finish();
});
