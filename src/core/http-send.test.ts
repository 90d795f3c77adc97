import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { test } from "node:test";
import { deadHost, listen } from "../../test/support/loopback.ts";
import { send } from "./http-send.ts";
import { run } from "./process.ts";
import { type Bytes, bytesOf, collect } from "./stream.ts";

test("a stream is sent with its length, and answers of any status come back", async (t) => {
  const host = await listen(
    t,
    createServer(async (request, response) => {
      const body = Buffer.concat(await Array.fromAsync(request));
      response
        .writeHead(418, { "x-seen": `${request.method} ${request.headers["content-length"]}` })
        .end(body);
    }),
  );
  const headers = { "content-length": "5" };
  const answer = await send(new URL(`http://${host}/`), { method: "PATCH", headers, body: bytesOf("hello") });
  assert.equal(answer.status, 418);
  assert.equal(answer.headers["x-seen"], "PATCH 5");
  assert.equal(String(await collect(answer.body, 10)), "hello");
});

/** Chunks that all are the same memory. */
async function* lent(sizes: readonly number[]): Bytes {
  const buffer = Buffer.alloc(256 * 1024);
  for (const [i, size] of sizes.entries()) yield buffer.fill(i).subarray(0, size);
}

test("a body may use one buffer for all chunks, however slowly the server reads", async (t) => {
  const sizes = Array.from(
    { length: 400 },
    (_, i) => ([256 * 1024, 64 * 1024, 1000][i % 3] as number) - (i % 2),
  );
  const host = await listen(
    t,
    createServer(async (request, response) => {
      const hash = createHash("sha256");
      for await (const chunk of request) {
        // Long enough for a sender that does not wait to be far ahead.
        for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
        hash.update(chunk);
      }
      response.end(hash.digest("hex"));
    }),
  );
  const hash = createHash("sha256");
  for await (const chunk of lent(sizes)) hash.update(chunk);
  const headers = { "content-length": String(sizes.reduce((sum, size) => sum + size, 0)) };
  const answer = await send(new URL(`http://${host}/`), { method: "PUT", headers, body: lent(sizes) });
  assert.equal(String(await collect(answer.body, 100)), hash.digest("hex"));
});

test("connections outlive a HEAD", async (t) => {
  let connections = 0;
  const server = createServer((_, response) => response.writeHead(200, { "content-length": "5" }).end());
  server.on("connection", () => {
    connections += 1;
  });
  const host = await listen(t, server);
  for (let i = 0; i < 8; i += 1) await (await send(new URL(`http://${host}/`), { method: "HEAD" })).drop();
  // A second one may be opened while the first is not quite free.
  assert.ok(connections <= 2, String(connections));
});

test("TLS that fails is no dead network, and no second try helps", async (t) => {
  const host = await listen(t, createServer());
  await assert.rejects(send(new URL(`https://${host}/`)), {
    code: "TLS_FAILURE",
    retryable: false,
    message: /no secure connection to 127/,
    hint: /does not speak TLS/,
  });
});

/** What another process, with these proxies, says of a request. */
async function failureThrough(proxy: string): Promise<string> {
  const script = `
    const { send } = await import(${JSON.stringify(new URL("http-send.ts", import.meta.url).href)});
    const said = await send(new URL("https://registry.example/")).catch((error) => error);
    console.log(said.code, said.message, said.hint);`;
  const env = { PATH: process.env.PATH, HTTPS_PROXY: proxy };
  return (await run(process.execPath, ["--input-type=module", "-e", script], { env })).stdout;
}

test("a proxy that refuses is named as such", async (t) => {
  const server = createServer();
  server.on("connect", (_, socket) => socket.end("HTTP/1.1 403 Forbidden\r\n\r\n"));
  assert.match(
    await failureThrough(`http://${await listen(t, server)}`),
    /^PROXY_REFUSED .*it answered 403.*HTTPS_PROXY/,
  );
});

test("so is a proxy that is not there", async () => {
  assert.match(await failureThrough(`http://${await deadHost()}`), /^PROXY_REFUSED .*HTTPS_PROXY/);
});
