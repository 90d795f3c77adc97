import assert from "node:assert/strict";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import { deadHost, listen } from "../../test/support/loopback.ts";
import { CooperError } from "./error.ts";
import { get, HttpError, readUrl } from "./http.ts";
import { run } from "./process.ts";
import { collect } from "./stream.ts";

const servers: Server[] = [];

/** A server on loopback; returns its origin. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  return `http://${await listen({ after }, server)}`;
}

/** A server that answers with these statuses in turn, the last one for ever. */
async function answering(...statuses: number[]): Promise<{ origin: string; count: () => number }> {
  let count = 0;
  const origin = await serve((_, response) => {
    response.statusCode = statuses[Math.min(count, statuses.length - 1)] ?? 500;
    count += 1;
    response.end("body");
  });
  return { origin, count: () => count };
}

const text = async (url: string, options = {}) => String(await collect((await get(url, options)).body, 1000));

test("gives status, headers, address and body", async () => {
  const origin = await serve((request, response) => {
    response.setHeader("x-seen", request.headers["user-agent"] ?? "");
    response.end("hello");
  });
  const response = await get(`${origin}/a?b=c`);
  assert.equal(response.status, 200);
  assert.equal(response.headers["x-seen"], "cooper");
  assert.equal(response.url, `${origin}/a?b=c`);
  assert.equal(String(await collect(response.body, 10)), "hello");
});

test("asks again after 503, and not after 404", async () => {
  const busy = await answering(503, 200);
  assert.equal(await text(busy.origin), "body");
  assert.equal(busy.count(), 2);
  const gone = await answering(404);
  await assert.rejects(get(gone.origin, { hint: "Look elsewhere." }), (error) => {
    assert.ok(error instanceof HttpError);
    assert.deepEqual([error.status, error.code, error.hint], [404, "HTTP_STATUS", "Look elsewhere."]);
    return true;
  });
  assert.equal(gone.count(), 1);
});

test("gives up after as many tries as it is allowed", async () => {
  const { origin, count } = await answering(500);
  await assert.rejects(get(origin, { tries: 2 }), { status: 500, retryable: true });
  assert.equal(count(), 2);
});

test("follows redirects; credentials stay on their origin", async () => {
  const seen: (string | undefined)[] = [];
  const other = await serve((request, response) => {
    seen.push(request.headers.authorization, request.headers.cookie, request.headers["x-plain"] as string);
    response.end("arrived");
  });
  const origin = await serve((request, response) => {
    if (request.url === "/start") response.writeHead(302, { location: "/next" });
    else if (request.headers.authorization) response.writeHead(307, { location: `${other}/end` });
    response.end();
  });
  const headers = { Authorization: "Bearer s", Cookie: "s", "x-plain": "kept" };
  const response = await get(`${origin}/start`, { headers });
  assert.equal(String(await collect(response.body, 10)), "arrived");
  assert.equal(response.url, `${other}/end`);
  assert.deepEqual(seen, [undefined, undefined, "kept"]);
});

test("a redirect in a circle and one to a file end", async () => {
  let count = 0;
  const circle = await serve((_, response) => {
    count += 1;
    response.writeHead(302, { location: "/" }).end();
  });
  await assert.rejects(get(circle), { status: 302 });
  assert.equal(count, 11);
  const file = await serve((_, response) =>
    response.writeHead(302, { location: "file:///etc/passwd" }).end(),
  );
  await assert.rejects(get(file), { code: "BAD_URL", where: "file:///etc/passwd" });
});

test("a login in the address is sent and never shown", async () => {
  const origin = await serve((request, response) => {
    response.statusCode = request.headers.authorization === "Basic dTpwQHNz" ? 200 : 401;
    response.end("in");
  });
  assert.equal(await text(origin.replace("//", "//u:p%40ss@")), "in");
  await assert.rejects(get(origin.replace("//", "//u:wrong@")), (error) => {
    assert.ok(error instanceof CooperError);
    assert.match(error.where ?? "", /^http:\/\/\*\*\*@127/);
    return true;
  });
});

test("a body that breaks off fails where it is read", async () => {
  const origin = await serve((_, response) => {
    response.writeHead(200, { "content-length": "100" });
    response.write("short", () => response.destroy());
  });
  const { body } = await get(origin);
  await assert.rejects(collect(body, 1000), {
    code: "UNREACHABLE",
    retryable: true,
    message: /connection to 127\.0\.0\.1:\d+ was lost/,
  });
});

test("what is read whole is asked for again where it breaks off", async () => {
  let count = 0;
  const origin = await serve((_, response) => {
    count += 1;
    response.writeHead(200, { "content-length": "5" });
    if (count === 2) response.end("whole");
    else response.write("who", () => response.destroy());
  });
  assert.equal(String(await readUrl(origin, ({ body }) => collect(body, 10))), "whole");
  await assert.rejects(
    readUrl(origin, ({ body }) => collect(body, 10), { tries: 2 }),
    { code: "UNREACHABLE" },
  );
  assert.equal(count, 4);
});

test("a server that is not there is named, with its address and what to check", async () => {
  const dead = await deadHost();
  await assert.rejects(get(`http://${dead}/x?token=s`, { tries: 1 }), {
    code: "UNREACHABLE",
    where: `http://${dead}/x?token=***`,
    message: /ECONNREFUSED/,
    hint: /proxy/,
  });
});

test("what is no web address is refused at once", async () => {
  for (const url of ["", "mirror.example", "ftp://mirror.example/", "/path"]) {
    await assert.rejects(get(url), { code: "BAD_URL", exitStatus: 2 }, url);
  }
});

test("a cancelled request ends as cancelled", async () => {
  const controller = new AbortController();
  const origin = await serve(() => controller.abort());
  await assert.rejects(get(origin, { signal: controller.signal }), { name: "AbortError" });
});

test("goes through the proxy of the environment, but not where NO_PROXY says so", async () => {
  const proxy = await serve((request, response) => response.end(`proxied ${request.headers.host}`));
  servers.at(-1)?.on("connect", (_, socket) => {
    socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
    servers.find((s) => proxy.endsWith(`:${(s.address() as AddressInfo).port}`))?.emit("connection", socket);
  });
  const direct = await serve((_, response) => response.end("direct"));
  const script = `
    const { get } = await import(${JSON.stringify(new URL("http.ts", import.meta.url).href)});
    for (const url of process.argv.slice(1)) {
      for await (const chunk of (await get(url)).body) process.stdout.write(chunk + "\\n");
    }`;
  const args = ["--input-type=module", "-e", script, "http://index.example/", direct];
  const env = { PATH: process.env.PATH, HTTP_PROXY: proxy, NO_PROXY: "127.0.0.1" };
  const { stdout } = await run(process.execPath, args, { env });
  assert.equal(stdout, "proxied index.example\ndirect\n");
});
