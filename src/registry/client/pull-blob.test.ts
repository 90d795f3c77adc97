import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { type TestContext, test } from "node:test";
import { collect } from "../../core/stream.ts";
import { digestOf } from "../../oci/digest.ts";
import type { Reading } from "../../store/blob-store.ts";
import { scriptedClient } from "./testing/scripted-client.ts";
import { type Step, scriptedRegistry } from "./testing/scripted-registry.ts";

const bytes = Buffer.from("0123456789");
const descriptor = { mediaType: "application/octet-stream", digest: digestOf(bytes), size: bytes.length };
const request = `GET /v2/team/app/blobs/${descriptor.digest}`;

async function pull(t: TestContext, steps: readonly Step[], range?: Reading): Promise<string> {
  const { client, repository, registry } = await scriptedClient(t, steps);
  const got = await collect(client.blob(repository, descriptor, range), 100);
  registry.finish();
  return String(got);
}

/** The answer to a range, which begins where it should or elsewhere. */
const part = (wanted: string, start = Number(wanted.split("-")[0]), step: Partial<Step> = {}): Step => ({
  request,
  status: 206,
  headers: { "content-range": `bytes ${start}-9/10` },
  body: bytes.subarray(start),
  check: ({ headers }) => assert.equal(headers.range, `bytes=${wanted}`),
  ...step,
});

const cut: Step = { request, body: bytes, cutAfter: 4 };

test("a blob comes whole, uncompressed on the way", async (t) => {
  const check: Step["check"] = ({ headers }) => {
    assert.equal(headers["accept-encoding"], "identity");
    assert.equal(headers.range, undefined);
  };
  assert.equal(await pull(t, [{ request, body: bytes, check }]), "0123456789");
});

test("the memory of chunks that are done with is given back at once", async (t) => {
  const body = Buffer.alloc(2 ** 20, "layer ");
  const large = { ...descriptor, digest: digestOf(body), size: body.length };
  const { client, repository } = await scriptedClient(t, [
    { request: `GET /v2/team/app/blobs/${large.digest}`, body },
  ]);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of client.blob(repository, large, { reuse: true })) {
    chunks.push(chunk);
    size += chunk.length;
  }
  assert.equal(size, body.length);
  assert.ok(chunks.some(({ length }) => length === 0));
});

const resumptions: readonly [string, readonly Step[]][] = [
  ["a body cut short goes on by Range", [cut, part("4-9")]],
  ["a body cut short twice goes on twice", [cut, part("4-9", 4, { cutAfter: 3 }), part("7-9")]],
  [
    "a server that ignores the range sends all, and what is known is skipped",
    [cut, { request, body: bytes }],
  ],
  ["a server that starts earlier than asked is read from the right place", [cut, part("4-9", 2)]],
  ["a server that starts later than asked is asked again", [cut, part("4-9", 6), part("4-9")]],
  ["a body that is short, though its length says otherwise", [{ request, body: "012" }, part("3-9")]],
  [
    "a 503 at first",
    [
      { request, status: 503 },
      { request, body: bytes },
    ],
  ],
];

for (const [name, steps] of resumptions) {
  test(name, async (t) => assert.equal(await pull(t, steps), "0123456789"));
}

test("a range of a blob", async (t) => {
  const answer = part("2-4", 2, { body: "234", headers: { "content-range": "bytes 2-4/10" } });
  assert.equal(await pull(t, [answer], { offset: 2, length: 3 }), "234");
});

test("a range of a blob from a server that knows none", async (t) => {
  assert.equal(await pull(t, [{ request, body: bytes }], { offset: 2, length: 3 }), "234");
});

test("wrong bytes of the right length are never finished", async (t) => {
  await assert.rejects(pull(t, [{ request, body: "0123456780" }]), { code: "DIGEST_MISMATCH" });
});

test("too many bytes are refused as they come", async (t) => {
  await assert.rejects(pull(t, [{ request, body: "0123456789abc" }]), { code: "SIZE_MISMATCH" });
});

test("what is not there is an error of its own", async (t) => {
  await assert.rejects(pull(t, [{ request, status: 404, body: '{"errors":[{"code":"BLOB_UNKNOWN"}]}' }]), {
    code: "NO_SUCH_BLOB",
  });
});

test("a server that gives nothing is not asked for ever", async (t) => {
  const nothing = Array.from({ length: 6 }, () => ({ request, body: bytes, cutAfter: 0 }));
  await assert.rejects(pull(t, nothing), { code: "UNREACHABLE" });
});

test("a redirect to a store gets no login, and each resumption asks the registry again", async (t) => {
  const bare: Step["check"] = ({ headers }) => assert.equal(headers.authorization, undefined);
  const store = await scriptedRegistry(t, [
    { request: "GET /signed?a", body: bytes, cutAfter: 4, check: bare },
    { ...part("4-9"), request: "GET /signed?b" },
  ]);
  const redirect = (query: string): Step => ({
    request,
    status: 307,
    headers: { location: `${store.origin}/signed?${query}` },
    check: ({ headers }) => assert.match(headers.authorization ?? "", /^Basic /),
  });
  const challenge: Step = { request, status: 401, headers: { "www-authenticate": 'Basic realm="x"' } };
  const { client, repository, registry } = await scriptedClient(
    t,
    [challenge, redirect("a"), redirect("b")],
    { kind: "password", username: "u", password: "p" },
  );
  assert.equal(String(await collect(client.blob(repository, descriptor), 100)), "0123456789");
  registry.finish();
  store.finish();
});
