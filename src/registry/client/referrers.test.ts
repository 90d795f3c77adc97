import assert from "node:assert/strict";
import type { Buffer } from "node:buffer";
import { test } from "node:test";
import type { Descriptor } from "../../oci/descriptor.ts";
import { digestOf, hexOf } from "../../oci/digest.ts";
import { writeIndexManifest } from "../../oci/index-manifest.ts";
import { writeManifest } from "../../oci/manifest.ts";
import { mediaType } from "../../oci/media-type.ts";
import { adding, FallbackIndexes } from "./fallback-index.ts";
import { openTransport } from "./open-registry.ts";
import { QuickTiming } from "./testing/quick-timing.ts";
import { scriptedClient } from "./testing/scripted-client.ts";
import { type Step, scriptedRegistry } from "./testing/scripted-registry.ts";

const subjectBytes = indexOf([]);
const subject: Descriptor = {
  mediaType: mediaType.index,
  digest: digestOf(subjectBytes),
  size: subjectBytes.length,
};
const bytes = writeManifest({
  schemaVersion: 2,
  mediaType: mediaType.manifest,
  artifactType: "application/spdx+json",
  config: { mediaType: mediaType.empty, digest: digestOf("{}"), size: 2 },
  layers: [],
  subject,
  annotations: { made: "by cooper" },
});
const digest = digestOf(bytes);
/** As a list of referrers describes it. */
const listed: Descriptor = {
  mediaType: mediaType.manifest,
  artifactType: "application/spdx+json",
  digest,
  size: bytes.length,
  annotations: { made: "by cooper" },
};
const other: Descriptor = { ...listed, digest: digestOf("other"), artifactType: "application/other" };

const manifests = "/v2/team/app/manifests";
const put: Step = { request: `PUT ${manifests}/${digest}`, status: 201 };
const tag = `${manifests}/sha256-${hexOf(subject.digest)}`;
const api = `GET /v2/team/app/referrers/${subject.digest}`;

function indexOf(list: readonly Descriptor[]): Buffer {
  return writeIndexManifest({ schemaVersion: 2, mediaType: mediaType.index, manifests: list });
}

const fallback = (list: readonly Descriptor[], step: Partial<Step> = {}): Step => ({
  request: `GET ${tag}`,
  body: indexOf(list),
  headers: { "content-type": mediaType.index },
  ...step,
});
const noFallback: Step = { request: `GET ${tag}`, status: 404 };
const putFallback = (list: readonly Descriptor[], step: Partial<Step> = {}): Step => ({
  request: `PUT ${tag}`,
  status: 201,
  check: ({ body }) => assert.deepEqual(JSON.parse(String(body)), JSON.parse(String(indexOf(list)))),
  ...step,
});
const kept = (list: readonly Descriptor[]): readonly Step[] => [fallback(list), fallback(list)];

const pushes: readonly (readonly [string, readonly Step[]])[] = [
  ["a registry that lists subjects needs no help", [{ ...put, headers: { "oci-subject": subject.digest } }]],
  [
    "the first referrer makes the fallback index",
    [put, noFallback, putFallback([listed]), ...kept([listed])],
  ],
  [
    "another referrer is added to it",
    [put, fallback([other]), putFallback([other, listed]), ...kept([other, listed])],
  ],
  ["a referrer that is listed already changes nothing", [put, fallback([other, listed])]],
  [
    "GitLab, which gives the subject itself for the tag, has no list yet",
    [put, { request: `GET ${tag}`, body: subjectBytes }, putFallback([listed]), ...kept([listed])],
  ],
  [
    "an update that another writer has overwritten is made again",
    [
      put,
      noFallback,
      putFallback([listed]),
      fallback([other]),
      fallback([other]),
      putFallback([other, listed]),
      ...kept([other, listed]),
    ],
  ],
  [
    "an update that is overwritten a moment later is made again",
    [
      put,
      noFallback,
      putFallback([listed]),
      fallback([listed]),
      fallback([other]),
      fallback([other]),
      putFallback([other, listed]),
      ...kept([other, listed]),
    ],
  ],
  [
    "with an ETag the registry keeps writers apart",
    [
      put,
      fallback([], { headers: { etag: '"1"' } }),
      putFallback([listed], { status: 412 }),
      fallback([other], { headers: { etag: '"2"' } }),
      {
        ...putFallback([other, listed]),
        check: ({ headers, body }) => {
          assert.equal(headers["if-match"], '"2"');
          assert.deepEqual(JSON.parse(String(body)).manifests.length, 2);
        },
      },
      ...kept([other, listed]),
    ],
  ],
  [
    "docker-registry gives an ETag and lets another writer overwrite the update all the same",
    [
      put,
      fallback([], { headers: { etag: '"1"' } }),
      putFallback([listed]),
      fallback([other], { headers: { etag: '"2"' } }),
      fallback([other], { headers: { etag: '"2"' } }),
      putFallback([other, listed]),
      ...kept([other, listed]),
    ],
  ],
];

for (const [name, steps] of pushes) {
  test(`pushing: ${name}`, async (t) => {
    const { client, repository, registry } = await scriptedClient(t, steps);
    await client.putManifest(repository, { bytes, mediaType: mediaType.manifest });
    registry.finish();
  });
}

test("writers of one process take turns", async (t) => {
  const both = [listed, other];
  const registry = await scriptedRegistry(t, [
    noFallback,
    putFallback([listed]),
    ...kept([listed]),
    fallback([listed]),
    putFallback(both),
    ...kept(both),
  ]);
  const timing = new QuickTiming();
  const indexes = new FallbackIndexes(openTransport({ env: {} }, timing), timing);
  const place = { registry: registry.host, repository: "team/app", digest: subject.digest };
  await Promise.all(both.map((descriptor) => indexes.change(place, adding(descriptor))));
  registry.finish();
});

test("a list that never comes to rest is an error", async (t) => {
  const round = [noFallback, putFallback([listed]), noFallback];
  const { client, repository } = await scriptedClient(t, [
    put,
    ...Array.from({ length: 8 }, () => round).flat(),
  ]);
  await assert.rejects(client.putManifest(repository, { bytes, mediaType: mediaType.manifest }), {
    code: "REFERRERS_CONTENDED",
  });
});

test("a deleted referrer leaves the list", async (t) => {
  const { client, repository, registry } = await scriptedClient(t, [
    { request: `GET ${manifests}/${digest}`, body: bytes },
    { request: `DELETE ${manifests}/${digest}`, status: 202 },
    fallback([other, listed]),
    putFallback([other]),
    ...kept([other]),
  ]);
  assert.equal(await client.deleteManifest(repository, digest), true);
  registry.finish();
});

test("a deletion whose answer was lost is one all the same", async (t) => {
  const { client, repository, registry } = await scriptedClient(t, [
    { request: `GET ${manifests}/${digest}`, body: bytes },
    { request: `DELETE ${manifests}/${digest}`, drop: true },
    { request: `DELETE ${manifests}/${digest}`, status: 404 },
    fallback([other, listed]),
    putFallback([other]),
    ...kept([other]),
  ]);
  assert.equal(await client.deleteManifest(repository, digest), true);
  registry.finish();
});

const ofApi = (list: readonly Descriptor[], step: Partial<Step> = {}): Step => ({
  ...fallback(list),
  request: api,
  ...step,
});
const nextLink = `<${api.slice(4)}?page=2>; rel="next"`;

const lists: readonly (readonly [string, readonly Step[]])[] = [
  ["the API", [ofApi([listed, other])]],
  [
    "several pages of the API",
    [
      ofApi([listed], { headers: { "content-type": mediaType.index, link: nextLink } }),
      ofApi([other], { request: `${api}?page=2` }),
    ],
  ],
  [
    "a page of the API that breaks off once",
    [ofApi([listed, other], { cutAfter: 20 }), ofApi([listed, other])],
  ],
  ["the fallback where there is no API", [{ request: api, status: 404 }, fallback([listed, other])]],
  ["the fallback where a web page answers", [{ request: api, body: "<html>" }, fallback([listed, other])]],
];

for (const [name, steps] of lists) {
  test(`listing: ${name}`, async (t) => {
    const { client, repository, registry } = await scriptedClient(t, steps);
    assert.deepEqual(await client.referrers(repository, subject.digest), [listed, other]);
    registry.finish();
  });
}

test("listing: a registry that ignores the filter is filtered here", async (t) => {
  const request = `${api}?artifactType=application/other`;
  const { client, repository } = await scriptedClient(t, [ofApi([listed, other], { request })]);
  assert.deepEqual(await client.referrers(repository, subject.digest, "application/other"), [other]);
});

test("listing: nothing refers to what nobody knows, nor where GitLab answers with the subject", async (t) => {
  const { client, repository } = await scriptedClient(t, [
    { request: api, status: 404 },
    noFallback,
    { request: api, status: 404 },
    { request: `GET ${tag}`, body: subjectBytes },
  ]);
  assert.deepEqual(await client.referrers(repository, subject.digest), []);
  assert.deepEqual(await client.referrers(repository, subject.digest), []);
});
