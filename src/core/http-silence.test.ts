import assert from "node:assert/strict";
import { createServer, type RequestListener } from "node:http";
import { type TestContext, test } from "node:test";
import { listen } from "../../test/support/loopback.ts";
import { send } from "./http-send.ts";
import { longestSilence } from "./http-silence.ts";
import { type Bytes, collect } from "./stream.ts";

// Read when the first request is sent, in this process alone.
process.env.COOPER_HTTP_TIMEOUT = "300ms";

async function serve(t: TestContext, listener: RequestListener): Promise<URL> {
  const server = createServer(listener);
  const host = await listen(t, server);
  return new URL(`http://${host}/`);
}

const silent = {
  code: "UNREACHABLE",
  retryable: true,
  message: /silent for too long/,
  hint: /COOPER_HTTP_TIMEOUT/,
};
/** More than a connection holds that nobody reads from. */
const size = 64 * 2 ** 20;

async function* zeros(): Bytes {
  for (let sent = 0; sent < size; sent += 2 ** 18) yield Buffer.alloc(2 ** 18);
}

test("a time that is none is refused, with the name of the variable", () => {
  const before = process.env.COOPER_HTTP_TIMEOUT;
  for (const text of ["abc", "0s", "60", "40d", "25h"]) {
    process.env.COOPER_HTTP_TIMEOUT = text;
    assert.throws(longestSilence, { code: "BAD_DURATION", where: "COOPER_HTTP_TIMEOUT" }, text);
  }
  process.env.COOPER_HTTP_TIMEOUT = before;
});

test("a server that does not answer counts as gone", async (t) => {
  await assert.rejects(send(await serve(t, () => {})), silent);
});

test("so does one that stops in the middle of its answer", async (t) => {
  const url = await serve(
    t,
    (_, response) => void response.writeHead(200, { "content-length": 9 }).write("half"),
  );
  const { body } = await send(url);
  await assert.rejects(collect(body, 9), silent);
});

test("and one that stops taking what is sent, however patiently its answer is awaited", async (t) => {
  const headers = { "content-length": String(size) };
  const url = await serve(t, () => {});
  await assert.rejects(send(url, { method: "PUT", headers, body: zeros(), patience: 100 }), silent);
});

test("an answer that comes slowly is no silence", async (t) => {
  const url = await serve(t, (_, response) => {
    let left = 10;
    const timer = setInterval(() => {
      response.write("x");
      left -= 1;
      if (left > 0) return;
      clearInterval(timer);
      response.end();
    }, 60);
  });
  assert.equal(String(await collect((await send(url)).body, 10)), "xxxxxxxxxx");
});
