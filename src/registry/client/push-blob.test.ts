import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { type TestContext, test } from "node:test";
import { bytesOf } from "../../core/stream.ts";
import type { Descriptor } from "../../oci/descriptor.ts";
import { digestOf } from "../../oci/digest.ts";
import type { PushOptions, PushOutcome } from "./registry-client.ts";
import { type ScriptedClient, scriptedClient } from "./testing/scripted-client.ts";
import { complaint, type Seen, type Step, scriptedRegistry } from "./testing/scripted-registry.ts";

const chunk = 4 * 2 ** 20;
const small = Buffer.from("the bytes of a layer");
/** Three chunks, the last one short. */
const large = Buffer.alloc(2 * chunk + 1000, "layer ");

const describe = (bytes: Buffer): Descriptor => ({
  mediaType: "application/octet-stream",
  digest: digestOf(bytes),
  size: bytes.length,
});

const digest = digestOf(small);
const blob = `/v2/team/app/blobs/${digest}`;
const uploads = "/v2/team/app/blobs/uploads/";
const isWhole = ({ headers, body }: Seen) => {
  assert.deepEqual(body, small);
  assert.equal(headers["content-length"], String(small.length));
  assert.equal(headers["content-type"], "application/octet-stream");
};
const absent: Step = { request: `HEAD ${blob}`, status: 404 };
const opened = (location = `${uploads}1`): Step => ({
  request: `POST ${uploads}`,
  status: 202,
  headers: { location },
});
const put = (id = 1, step: Partial<Step> = {}): Step => ({
  request: `PUT ${uploads}${id}?digest=${digest}`,
  status: 201,
  check: isWhole,
  ...step,
});

async function push(
  t: TestContext,
  steps: readonly Step[],
  { bytes = small, ...options }: { readonly bytes?: Buffer } & PushOptions = {},
): Promise<ScriptedClient & { readonly outcome: PushOutcome }> {
  const scripted = await scriptedClient(t, steps);
  const { client, repository, registry } = scripted;
  const mountFrom = options.mountFrom?.map((from) => ({ ...from, registry: registry.host }));
  const outcome = await client.pushBlob(repository, describe(bytes), () => bytesOf(bytes), {
    ...options,
    mountFrom,
  });
  registry.finish();
  return { ...scripted, outcome };
}

test("a blob that is there is not sent", async (t) => {
  assert.equal((await push(t, [{ request: `HEAD ${blob}` }])).outcome, "exists");
});

const locations: readonly [string, string][] = [
  ["relative", `${uploads}1`],
  ["absolute", `{origin}${uploads}1`],
  ["relative to the request", "1"],
];

for (const [kind, location] of locations) {
  test(`one PUT with its length goes to a ${kind} Location`, async (t) => {
    const sent: number[] = [];
    const { outcome } = await push(t, [absent, opened(location), put()], { onBytes: (n) => sent.push(n) });
    assert.equal(outcome, "uploaded");
    assert.equal(sent.at(-1), small.length);
  });
}

test("the state in the query of a Location is kept", async (t) => {
  const closing = { request: `PUT ${uploads}1?_state=a b&digest=${digest}`, status: 201 };
  await push(t, [absent, opened(`${uploads}1?_state=a%20b`), closing]);
});

test("a Location on another host gets the bytes and no login", async (t) => {
  const other = await scriptedRegistry(t, [
    {
      request: `PUT /store/1?digest=${digest}`,
      status: 201,
      check: ({ headers, body }) => {
        assert.equal(headers.authorization, undefined);
        assert.deepEqual(body, small);
      },
    },
  ]);
  const credential = { kind: "password", username: "u", password: "p" } as const;
  const { client, repository, registry } = await scriptedClient(
    t,
    [
      { request: `HEAD ${blob}`, status: 401, headers: { "www-authenticate": "Basic realm=x" } },
      absent,
      { ...opened(`${other.origin}/store/1`), check: ({ headers }) => assert.ok(headers.authorization) },
    ],
    credential,
  );
  await client.pushBlob(repository, describe(small), () => bytesOf(small));
  registry.finish();
  other.finish();
});

const from = { registry: "", repository: "team/base" };
const mounting = `POST ${uploads}?mount=${digest}&from=team/base`;

test("a blob is mounted from another repository, which Quay must be told", async (t) => {
  const { outcome } = await push(t, [absent, { request: mounting, status: 201 }], { mountFrom: [from] });
  assert.equal(outcome, "mounted");
});

test("a mount that answers 202 has opened the upload that is used", async (t) => {
  const steps = [absent, { request: mounting, status: 202, headers: { location: `${uploads}7` } }, put(7)];
  assert.equal((await push(t, steps, { mountFrom: [from] })).outcome, "uploaded");
});

test("a source that may not be read is no hindrance", async (t) => {
  const denied = { request: mounting, status: 403, body: complaint("DENIED") };
  assert.equal((await push(t, [absent, denied, opened(), put()], { mountFrom: [from] })).outcome, "uploaded");
});

test("the second source may have what the first lacks, and its session is given back", async (t) => {
  const steps = [
    absent,
    { request: mounting, status: 202, headers: { location: `${uploads}7` } },
    { request: `POST ${uploads}?mount=${digest}&from=team/other`, status: 201 },
    { request: `DELETE ${uploads}7`, status: 204 },
  ];
  const mountFrom = [from, { ...from, repository: "team/other" }];
  assert.equal((await push(t, steps, { mountFrom })).outcome, "mounted");
});

test("429 with Retry-After is waited for, and the bytes are sent again", async (t) => {
  const busy = put(1, { status: 429, headers: { "retry-after": "7" } });
  const { timing } = await push(t, [absent, opened(), busy, put()]);
  assert.deepEqual(timing.waits, [7000]);
});

for (const header of [{}, { "retry-after": "46.233µs" }, { "retry-after": "0" }]) {
  test(`429 with ${JSON.stringify(header)} is given a pause of our own`, async (t) => {
    const { timing } = await push(t, [
      absent,
      opened(),
      put(1, { status: 429, headers: header as Record<string, string> }),
      put(),
    ]);
    assert.equal(timing.waits.length, 1);
    assert.ok((timing.waits[0] ?? 0) >= 250, String(timing.waits));
  });
}

test("a 5xx after a PUT that was committed costs one HEAD", async (t) => {
  const steps = [absent, opened(), put(1, { status: 504 }), { request: `HEAD ${blob}` }];
  assert.equal((await push(t, steps)).outcome, "uploaded");
});

test("an answer lost after a PUT that was committed costs one HEAD", async (t) => {
  await push(t, [absent, opened(), put(1, { drop: true }), { request: `HEAD ${blob}` }]);
});

const largeDigest = digestOf(large);
const largeBlob = `/v2/team/app/blobs/${largeDigest}`;
const largeAbsent: Step = { request: `HEAD ${largeBlob}`, status: 404 };
const largePut = (id: number, step: Partial<Step> = {}): Step => ({
  request: `PUT ${uploads}${id}?digest=${largeDigest}`,
  status: 201,
  check: ({ body }) => assert.ok(body.equals(large)),
  ...step,
});
const patch = (id: number, first: number, step: Partial<Step> = {}): Step => {
  const end = Math.min(first + chunk, large.length);
  return {
    request: `PATCH ${uploads}${id}`,
    status: 202,
    headers: { location: `${uploads}${id}`, range: `0-${end - 1}` },
    check: ({ headers, body }) => {
      assert.equal(headers["content-range"], `${first}-${end - 1}`);
      assert.equal(headers["content-length"], String(end - first));
      assert.ok(body.equals(large.subarray(first, end)));
    },
    ...step,
  };
};
const status = (id: number, range: string): Step => ({
  request: `GET ${uploads}${id}`,
  status: 204,
  headers: { location: `${uploads}${id}`, range },
});
const close = (id: number, step: Partial<Step> = {}): Step => ({
  request: `PUT ${uploads}${id}?digest=${largeDigest}`,
  status: 201,
  check: ({ body }) => assert.equal(body.length, 0),
  ...step,
});
/** One PUT fails, so chunks are tried. */
const untilChunks = (failure: Partial<Step> = { status: 413 }): readonly Step[] => [
  largeAbsent,
  opened(),
  largePut(1, failure),
  largeAbsent,
  opened(`${uploads}2`),
];

const chunked: readonly (readonly [string, readonly Step[]])[] = [
  [
    "a PUT that is too large for a proxy becomes chunks",
    [...untilChunks(), patch(2, 0), patch(2, chunk), patch(2, 2 * chunk), close(2)],
  ],
  [
    "504, then 416 for a chunk that is there already, then on from where the registry is",
    [
      ...untilChunks({ status: 504 }),
      patch(2, 0),
      patch(2, chunk, { status: 416 }),
      status(2, `0-${2 * chunk - 1}`),
      patch(2, 2 * chunk),
      close(2),
    ],
  ],
  [
    "a connection lost in a chunk goes on from where the registry is",
    [
      ...untilChunks(),
      patch(2, 0),
      patch(2, chunk, { drop: true }),
      status(2, `bytes=0-${chunk - 1}`),
      patch(2, chunk),
      patch(2, 2 * chunk),
      close(2),
    ],
  ],
  [
    "the Range of ECR, which stays at the first chunk, is not believed while all goes well",
    [
      ...untilChunks(),
      patch(2, 0),
      patch(2, chunk, { headers: { location: `${uploads}2`, range: `0-${chunk - 1}` } }),
      patch(2, 2 * chunk, { headers: { location: `${uploads}2`, range: `0-${chunk - 1}` } }),
      close(2),
    ],
  ],
  [
    "a stale Range that the registry will not go on from leads to a new upload",
    [
      ...untilChunks(),
      patch(2, 0),
      patch(2, chunk),
      patch(2, 2 * chunk, { drop: true }),
      status(2, `0-${chunk - 1}`),
      patch(2, chunk, { status: 416 }),
      status(2, `0-${chunk - 1}`),
      largeAbsent,
      opened(`${uploads}3`),
      largePut(3),
    ],
  ],
  [
    "GHCR, which refuses chunks with 416 and stores nothing, gets one PUT",
    [
      ...untilChunks({ status: 502 }),
      patch(2, 0, { status: 416 }),
      status(2, "0-0"),
      largeAbsent,
      opened(`${uploads}3`),
      largePut(3),
    ],
  ],
  [
    "ACR, which has forgotten the upload after a reset, gets the blob from the start",
    [
      ...untilChunks({ drop: true }),
      patch(2, 0),
      patch(2, chunk, { drop: true }),
      { ...status(2, ""), status: 404, body: complaint("BLOB_UPLOAD_UNKNOWN") },
      largeAbsent,
      opened(`${uploads}3`),
      largePut(3),
    ],
  ],
  [
    "a chunk that went through before its answer was lost: the closing PUT is committed too",
    [
      ...untilChunks(),
      patch(2, 0),
      patch(2, chunk),
      patch(2, 2 * chunk),
      close(2, { status: 500 }),
      { ...status(2, ""), status: 404, body: complaint("BLOB_UPLOAD_UNKNOWN") },
      { request: `HEAD ${largeBlob}` },
    ],
  ],
];

for (const [name, steps] of chunked) {
  test(name, async (t) => {
    assert.equal((await push(t, steps, { bytes: large })).outcome, "uploaded");
  });
}

test("chunks have at least the length that the registry wants", async (t) => {
  const least = String(6 * 2 ** 20);
  const begin = {
    ...opened(`${uploads}2`),
    headers: { location: `${uploads}2`, "oci-chunk-min-length": least },
  };
  const isRange = (range: string) => ({
    request: `PATCH ${uploads}2`,
    status: 202,
    headers: { location: `${uploads}2` },
    check: ({ headers }: Seen) => assert.equal(headers["content-range"], range),
  });
  const steps = [
    largeAbsent,
    opened(),
    largePut(1, { status: 413 }),
    largeAbsent,
    begin,
    isRange(`0-${6 * 2 ** 20 - 1}`),
    isRange(`${6 * 2 ** 20}-${large.length - 1}`),
    close(2),
  ];
  await push(t, steps, { bytes: large });
});

const refusals: readonly [string, Partial<Step>, string][] = [
  ["403", { status: 403, body: complaint("DENIED", "quota exceeded") }, "REGISTRY_DENIED"],
  ["404 for a repository", { status: 404, body: complaint("NAME_UNKNOWN") }, "NO_SUCH_REPOSITORY"],
  ["400 for a name", { status: 400, body: complaint("NAME_INVALID") }, "NAME_INVALID"],
  ["401 without a challenge", { status: 401 }, "REGISTRY_UNAUTHORIZED"],
];

for (const [name, failure, code] of refusals) {
  test(`${name} is final`, async (t) => {
    await assert.rejects(push(t, [absent, { ...opened(), ...failure }]), { code });
  });
}

test("a registry that refuses bytes which are not those of the descriptor is believed", async (t) => {
  const refused = put(1, { status: 400, body: complaint("DIGEST_INVALID"), check: () => {} });
  const { client, repository, registry } = await scriptedClient(t, [absent, opened(), refused]);
  const other = Buffer.from("The bytes of a layer");
  await assert.rejects(
    client.pushBlob(repository, describe(small), () => bytesOf(other)),
    { code: "DIGEST_MISMATCH" },
  );
  registry.finish();
});

test("a registry that refuses the right bytes gets them again", async (t) => {
  const refused = put(1, { status: 400, body: complaint("DIGEST_INVALID") });
  const done = { request: `PUT ${uploads}2?digest=${digest}`, status: 201 };
  const chunk = { request: `PATCH ${uploads}2`, status: 202 };
  await push(t, [absent, opened(), refused, absent, opened(`${uploads}2`), chunk, done]);
});

for (const other of ["the bytes", "the bytes of a layer, and more"]) {
  test(`a blob of ${other.length} instead of ${small.length} bytes is never finished`, async (t) => {
    const { client, repository } = await scriptedClient(t, [
      absent,
      opened(),
      { ...put(), drop: true, check: () => {} },
    ]);
    await assert.rejects(
      client.pushBlob(repository, describe(small), () => bytesOf(other)),
      { code: "SIZE_MISMATCH" },
    );
  });
}

test("a registry that is gone ends the push after a few tries", async (t) => {
  const gone = Array.from({ length: 6 }, () => ({ request: `HEAD ${blob}`, drop: true }));
  await assert.rejects(push(t, gone), { code: "UNREACHABLE" });
});
