import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { serveRegistry } from "./registry-server.ts";

const folder = await mkdtemp(join(tmpdir(), "cooper-"));
after(() => rm(folder, { recursive: true }));
const serve = (address: string, options: { allowRemote?: boolean; readOnly?: boolean } = {}) =>
  serveRegistry({ start: folder, env: { COOPER_STORE: join(folder, "store") }, address, ...options });

for (const address of [
  "0.0.0.0:0",
  ":0",
  "[::]:0",
  "192.0.2.1:5000",
  "127.0.0.1.example.com:0",
  "example.com:0",
]) {
  test(`${address} is refused, since others could reach it`, async () => {
    await assert.rejects(serve(address), { code: "NOT_LOOPBACK", hint: /--allow-remote/ });
  });
}

for (const address of ["5000", "127.0.0.1", "127.0.0.1:65536", "http://127.0.0.1:5000", "::1:5000", ""]) {
  test(`"${address}" is no address`, async () => {
    await assert.rejects(serve(address), { code: "BAD_ADDRESS", hint: /127\.0\.0\.1:5000/ });
  });
}

for (const [address, allowRemote] of [
  ["127.0.0.1:0", false],
  ["localhost:0", false],
  ["0.0.0.0:0", true],
] as const) {
  test(`${address} is served`, async () => {
    const registry = await serve(address, { allowRemote });
    const port = registry.host.replace(/.*:/, "");
    assert.equal((await fetch(`http://localhost:${port}/v2/`)).status, 200);
    await registry.close();
  });
}

test("a port that is taken is told", async () => {
  const first = await serve("127.0.0.1:0");
  await assert.rejects(serve(first.host), { code: "CANNOT_LISTEN", message: /another program/ });
  await first.close();
});

test("a registry that is only read refuses what changes it", async () => {
  const registry = await serve("127.0.0.1:0", { readOnly: true });
  const push = await fetch(`http://${registry.host}/v2/a/blobs/uploads/`, { method: "POST" });
  assert.deepEqual([push.status, push.headers.get("allow")], [405, "GET, HEAD"]);
  await registry.close();
});
