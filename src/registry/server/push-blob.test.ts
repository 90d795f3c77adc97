import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { digestOf } from "../../oci/digest.ts";
import { TestRegistry } from "./testing/test-registry.ts";

const text = "the bytes of a layer";
const digest = digestOf(text);
const drafts = ({ store }: TestRegistry) => readdirSync(join(store.folder, "cooper", "drafts"));
const read = async (registry: TestRegistry, name = digest as string) =>
  (await registry.call("GET", `/v2/a/blobs/${name}`)).text();

test("a blob goes up in one POST", async (t) => {
  const registry = await TestRegistry.start(t);
  const answer = await registry.call("POST", `/v2/a/blobs/uploads/?digest=${digest}`, { body: text });
  assert.equal(answer.status, 201);
  assert.equal(answer.headers.get("location"), `/v2/a/blobs/${digest}`);
  assert.equal(answer.headers.get("docker-content-digest"), digest);
  assert.equal(await read(registry), text);
  assert.deepEqual(drafts(registry), []);
});

test("a blob goes up by POST and PUT", async (t) => {
  const registry = await TestRegistry.start(t);
  const place = await registry.begin("a");
  const answer = await registry.call("PUT", `${place}?digest=${digest}`, { body: text });
  assert.equal(answer.status, 201);
  assert.equal(await read(registry), text);
  assert.equal(await registry.refusal("GET", place), "404 BLOB_UPLOAD_UNKNOWN");
});

test("a blob goes up in chunks, and one in the wrong place gets 416 and the way on", async (t) => {
  const registry = await TestRegistry.start(t);
  const place = await registry.begin("a");
  const chunk = (from: number, to: number, range = `${from}-${to - 1}`) =>
    registry.call("PATCH", place, { body: text.slice(from, to), headers: { "content-range": range } });
  assert.equal((await chunk(5, 10)).status, 416);
  const first = await chunk(0, 5);
  assert.deepEqual([first.status, first.headers.get("range")], [202, "0-4"]);
  const again = await chunk(0, 5);
  assert.deepEqual([again.status, again.headers.get("range")], [416, "0-4"]);
  assert.equal((await chunk(5, 12, "bytes 5-11/20")).status, 202);
  const status = await registry.call("GET", place);
  assert.deepEqual([status.status, status.headers.get("range")], [204, "0-11"]);
  const end = { body: text.slice(12), headers: { "content-range": "12-19" } };
  assert.equal((await registry.call("PUT", `${place}?digest=${digest}`, end)).status, 201);
  assert.equal(await read(registry), text);
});

test("a range that is none is refused, and the upload goes on", async (t) => {
  const registry = await TestRegistry.start(t);
  const place = await registry.begin("a");
  const sent = { body: "x", headers: { "content-range": "from the start" } };
  assert.equal(await registry.refusal("PATCH", place, sent), "400 BLOB_UPLOAD_INVALID");
  assert.equal((await registry.call("GET", place)).status, 204);
});

for (const [name, wrong] of [
  ["another digest than that of the content", digestOf("something else")],
  ["no digest", "sha256:x"],
] as const) {
  test(`${name} leaves nothing`, async (t) => {
    const registry = await TestRegistry.start(t);
    const [place, query] = [await registry.begin("a"), `?digest=${wrong}`];
    assert.equal(await registry.refusal("PUT", place + query, { body: text }), "400 DIGEST_INVALID");
    const post = await registry.refusal("POST", `/v2/a/blobs/uploads/${query}`, { body: text });
    assert.equal(post, "400 DIGEST_INVALID");
    assert.equal((await registry.call("HEAD", `/v2/a/blobs/${digest}`)).status, 404);
    await registry.call("DELETE", place);
    assert.deepEqual(drafts(registry), []);
  });
}

test("content may go by its sha512", async (t) => {
  const registry = await TestRegistry.start(t);
  const long = `sha512:${createHash("sha512").update(text).digest("hex")}`;
  const answer = await registry.call("POST", `/v2/a/blobs/uploads/?digest=${long}`, { body: text });
  assert.equal(answer.status, 201);
  assert.equal(await read(registry, long), text);
  const wrong = `?digest=${long.replace(/.$/, (last) => (last === "0" ? "1" : "0"))}`;
  const refusal = await registry.refusal("POST", `/v2/a/blobs/uploads/${wrong}`, { body: text });
  assert.equal(refusal, "400 DIGEST_INVALID");
});

test("an upload that is cancelled leaves nothing", async (t) => {
  const registry = await TestRegistry.start(t);
  const place = await registry.begin("a");
  await registry.call("PATCH", place, { body: text });
  assert.equal((await registry.call("DELETE", place)).status, 204);
  assert.equal(await registry.refusal("PATCH", place, { body: text }), "404 BLOB_UPLOAD_UNKNOWN");
  assert.deepEqual(drafts(registry), []);
});

test("an upload belongs to its repository", async (t) => {
  const registry = await TestRegistry.start(t);
  const place = await registry.begin("a");
  assert.equal(await registry.refusal("GET", place.replace("/a/", "/b/")), "404 BLOB_UPLOAD_UNKNOWN");
});

test("a blob is mounted from where it is, and where it is not, an upload begins", async (t) => {
  const registry = await TestRegistry.start(t);
  await registry.blob("a", text);
  const mount = (query: string) => registry.call("POST", `/v2/b/c/blobs/uploads/?mount=${query}`);
  assert.equal((await mount(`${digest}&from=elsewhere`)).status, 202);
  assert.equal((await registry.call("HEAD", `/v2/b/c/blobs/${digest}`)).status, 404);
  assert.equal((await mount(`${digest}&from=a`)).status, 201);
  assert.equal((await registry.call("HEAD", `/v2/b/c/blobs/${digest}`)).status, 200);
  assert.equal((await mount(`${digestOf("nowhere")}&from=a`)).status, 202);
  assert.equal((await registry.call("POST", `/v2/d/blobs/uploads/?mount=${digest}`)).status, 201);
});

test("a client that is cut off goes on where it was", async (t) => {
  const registry = await TestRegistry.start(t);
  const [body, half] = [Buffer.alloc(2_000_000, "layer"), 1_200_000];
  const place = await registry.begin("a");
  await cutOff(registry, place, { length: body.length, sent: body.subarray(0, half) });
  // Waits in line until the server has taken notice of the client's end.
  const status = await registry.call("GET", place);
  const next = Number(status.headers.get("range")?.replace("0-", "")) + 1;
  assert.ok(next > 0 && next <= half, `${next} bytes are there`);
  const sent = { body: body.subarray(next), headers: { "content-range": `${next}-${body.length - 1}` } };
  const answer = await registry.call("PUT", `${place}?digest=${digestOf(body)}`, sent);
  assert.equal(answer.status, 201);
});

test("a client that falls silent without a word does not hold its upload", async (t) => {
  const registry = await TestRegistry.start(t, undefined, { silence: 100 });
  const place = await registry.begin("a");
  await cutOff(registry, place, { length: 100, sent: Buffer.alloc(10), stays: true });
  assert.equal((await registry.call("GET", place)).status, 204);
});

/** Sends a part of a chunk, breaks the connection once all of that is on its way or stays, and waits for its end. */
function cutOff(
  { served }: TestRegistry,
  path: string,
  { length, sent, stays = false }: { length: number; sent: Buffer; stays?: boolean },
): Promise<void> {
  const [host, port] = served.host.split(":") as [string, string];
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), host, () => {
      socket.write(`PATCH ${path} HTTP/1.1\r\nHost: ${served.host}\r\nContent-Length: ${length}\r\n\r\n`);
      if (stays) socket.write(sent);
      else socket.end(sent);
    });
    socket.on("close", () => resolve()).on("error", reject);
    socket.resume();
  });
}
