import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createServer } from "node:http";
import { test } from "node:test";
import { listen } from "../../../test/support/loopback.ts";
import { bytesOf, collect } from "../../core/stream.ts";
import { digestOf } from "../../oci/digest.ts";
import { openRegistry } from "./open-registry.ts";
import { QuickTiming } from "./testing/quick-timing.ts";

/** A registry of blobs in memory whose every n-th request fails, in turn in one of these ways. */
function flakyRegistry(every: number) {
  const blobs = new Map<string, Buffer>();
  const ways = ["503", "lost", "cut"];
  let [requests, failures, uploads] = [0, 0, 0];
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await Array.fromAsync(request).catch(() => []));
    const url = new URL(request.url ?? "", "http://registry");
    const digest = url.searchParams.get("digest") ?? url.pathname.split("/").at(-1) ?? "";
    requests += 1;
    const fault = requests % every === 0 ? ways[failures++ % ways.length] : undefined;
    if (fault === "503") return void response.writeHead(503).end();
    if (request.method === "PUT" && digestOf(body) === digest) blobs.set(digest, body);
    if (fault === "lost") return void response.destroy();
    if (request.method === "POST") {
      uploads += 1;
      return void response.writeHead(202, { location: `/v2/a/blobs/uploads/${uploads}` }).end();
    }
    if (request.method === "PUT") return void response.writeHead(blobs.has(digest) ? 201 : 400).end();
    const blob = blobs.get(digest);
    response.writeHead(blob ? 200 : 404, { "content-length": blob?.length ?? 0 });
    if (fault !== "cut" || !blob || request.method === "HEAD") return void response.end(blob);
    response.write(blob.subarray(0, blob.length / 2), () => response.destroy());
  });
  return { server, failures: () => failures };
}

test("a registry that fails at every seventh request keeps nothing wrong and nothing back", async (t) => {
  const { server, failures } = flakyRegistry(7);
  const host = await listen(t, server);
  const repository = {
    registry: host,
    repository: "a",
  };
  const client = openRegistry({ env: {}, credentials: { find: async () => undefined } }, new QuickTiming());
  await Promise.all(
    Array.from({ length: 40 }, async (_, i) => {
      const bytes = Buffer.from(`the layer with the number ${i}`);
      const descriptor = { mediaType: "a/b", digest: digestOf(bytes), size: bytes.length };
      await client.pushBlob(repository, descriptor, () => bytesOf(bytes));
      assert.deepEqual(await collect(client.blob(repository, descriptor), 100), bytes);
    }),
  );
  assert.ok(failures() > 15, `${failures()} failures`);
});
