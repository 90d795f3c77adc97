import assert from "node:assert/strict";
import { test } from "node:test";
import type { Digest } from "../../oci/digest.ts";
import { MemoryRegistry } from "../../registry/client/testing/memory-registry.ts";
import { putSample, putSampleIndex } from "../../registry/client/testing/sample-images.ts";
import { earlierDigest } from "./earlier-digest.ts";
import { type Promotion, promote } from "./promote.ts";
import { readTrail } from "./read-trail.ts";

const dev = { environment: "dev", repository: { registry: "dev.example", repository: "todost" } };
const prod = { environment: "prod", repository: { registry: "prod.example", repository: "team/todost" } };

async function indexOf(client: MemoryRegistry, content: string) {
  const place = { client, repository: dev.repository };
  return putSampleIndex(place, [await putSample(place, [content])], { tag: content });
}

function promotion(digest: Digest, more: Partial<Promotion> = {}): Promotion {
  const now = new Date("2026-11-20T14:23:03.123Z");
  return { image: "todost", from: dev, to: prod, digest, by: "ada", now, policy: [], ...more };
}

const digestAt = async (client: MemoryRegistry, tag: string) =>
  (await client.head({ ...prod.repository, tag }))?.digest;

test("a promotion copies, tags and writes down who, when, from where and to where", async () => {
  const client = new MemoryRegistry();
  const { digest } = await indexOf(client, "one");
  const outcome = await promote(client, promotion(digest, { tag: "1.4.2" }));
  assert.deepEqual(outcome, {
    image: "todost",
    digest,
    reference: `prod.example/team/todost@${digest}`,
    before: undefined,
    unchanged: false,
    uploaded: 2,
  });
  assert.equal(await digestAt(client, "1.4.2"), digest);
  assert.equal(await digestAt(client, "prod"), digest);
  assert.equal(await digestAt(client, "promoted-20261120T142303123Z"), digest);
  assert.equal(client.log.at(-1), "put prod");
  assert.deepEqual(await readTrail(client, prod.repository, "prod"), [
    {
      digest,
      by: "ada",
      at: "2026-11-20T14:23:03.123Z",
      from: "dev",
      to: "prod",
      tag: "1.4.2",
      rollback: false,
    },
  ]);
});

test("promoting once more writes nothing", async () => {
  const client = new MemoryRegistry();
  const { digest } = await indexOf(client, "one");
  await promote(client, promotion(digest, { tag: "1.4.2" }));
  client.log.length = 0;
  const again = await promote(client, promotion(digest, { tag: "1.4.2", now: new Date(0) }));
  assert.equal(again.unchanged, true);
  assert.deepEqual(client.log, []);
});

test("promoting once more brings what was attached since, and writes no second record", async () => {
  const client = new MemoryRegistry();
  const image = await indexOf(client, "one");
  await promote(client, promotion(image.digest));
  const place = { client, repository: dev.repository };
  const sbom = await putSample(place, ["sbom"], { subject: image });
  client.log.length = 0;
  const { unchanged, uploaded } = await promote(client, promotion(image.digest, { now: new Date(0) }));
  assert.deepEqual({ unchanged, uploaded }, { unchanged: false, uploaded: 2 });
  assert.deepEqual(client.log.slice(2), [`put ${sbom.digest}`]);
});

test("a policy that has something against it stops a promotion before anything is written", async () => {
  const client = new MemoryRegistry();
  const index = await indexOf(client, "one");
  await putSample({ client, repository: dev.repository }, ["sbom"], {
    subject: index,
    artifactType: "x/sbom",
  });
  client.log.length = 0;
  const seen: unknown[] = [];
  const policy: Promotion["policy"] = [
    (candidate) => void seen.push(candidate),
    () => "it is Friday",
    async () => "nobody signed it",
  ];
  await assert.rejects(promote(client, promotion(index.digest, { policy, tag: "1.0.0" })), {
    code: "PROMOTION_REFUSED",
    message: "todost may not go to prod: it is Friday; nobody signed it",
  });
  assert.deepEqual(client.log, []);
  assert.partialDeepStrictEqual(seen, [
    { image: "todost", from: "dev", to: "prod", tag: "1.0.0", referrers: [{ artifactType: "x/sbom" }] },
  ]);
});

test("a policy sees what a rollback goes back to, and what it would replace", async () => {
  const client = new MemoryRegistry();
  const [one, two] = [await indexOf(client, "one"), await indexOf(client, "two")];
  for (const { digest } of [one, two]) await promote(client, promotion(digest));
  const seen: unknown[] = [];
  const policy: Promotion["policy"] = [(candidate) => void seen.push(candidate)];
  const earlier = { by: "ada", at: "2026-10-01T00:00:00.000Z", from: "dev", tag: "1.3.9" };
  await promote(client, promotion(one.digest, { from: prod, earlier, policy }));
  const current = two.digest;
  assert.partialDeepStrictEqual(seen, [
    { digest: one.digest, from: "dev", to: "prod", tag: "1.3.9", current, earlier },
  ]);
  const [record] = await readTrail(client, prod.repository, "prod");
  assert.partialDeepStrictEqual(record, { digest: one.digest, from: "prod", rollback: true, tag: undefined });
});

test("a version in the target is not moved to another image", async () => {
  const client = new MemoryRegistry();
  const [one, two] = [await indexOf(client, "one"), await indexOf(client, "two")];
  await promote(client, promotion(one.digest, { tag: "1.4.2" }));
  await assert.rejects(promote(client, promotion(two.digest, { tag: "1.4.2" })), { code: "TAG_TAKEN" });
  assert.equal(await digestAt(client, "prod"), one.digest);
});

test("rollbacks go back step by step, and a promotion after them counts from there", async () => {
  const client = new MemoryRegistry();
  const images = [];
  for (const name of ["one", "two", "three"]) images.push((await indexOf(client, name)).digest);
  const [one, two, three] = images as [Digest, Digest, Digest];
  let minute = 0;
  const move = (digest: Digest, more: Partial<Promotion> = {}) =>
    promote(client, promotion(digest, { now: new Date(Date.UTC(2026, 0, 1, 0, minute++)), ...more }));
  const earlier = async () => earlierDigest(await readTrail(client, prod.repository, "prod"));
  const past = { by: "ada", at: "2026-01-01T00:00:00.000Z", from: "dev" };
  const back = async (digest: Digest) => move(digest, { from: prod, earlier: past });

  assert.equal(await earlier(), undefined);
  for (const digest of images) await move(digest);
  assert.equal(await earlier(), two);
  assert.equal((await back(two)).uploaded, 0);
  assert.equal(await digestAt(client, "prod"), two);
  assert.equal(await earlier(), one);
  await back(one);
  assert.equal(await earlier(), undefined);
  await move(three);
  assert.equal(await earlier(), one);
  assert.deepEqual(
    (await readTrail(client, prod.repository, "prod")).map(({ digest, rollback }) => [digest, rollback]),
    [
      [three, false],
      [one, true],
      [two, true],
      [three, false],
      [two, false],
      [one, false],
    ],
  );
});
