import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { silent } from "../core/progress.ts";
import { bytesOf, collect } from "../core/stream.ts";
import { digestOf } from "../oci/digest.ts";
import { mediaType } from "../oci/media-type.ts";
import type { BlobStore } from "../store/blob-store.ts";
import { docker } from "./docker.ts";
import type { LoadRequest } from "./engine.ts";

const id = digestOf("config");
const request: LoadRequest = {
  manifest: { mediaType: mediaType.manifest, digest: digestOf("manifest"), size: 8 },
  id,
  blobs: [],
  names: ["ghcr.io/owner/app:latest"],
  diffIds: [digestOf("base"), digestOf("dependencies"), digestOf("application")],
  archive: (present) => bytesOf(`an archive without ${present}`),
};
const blobs = { size: async () => undefined } as unknown as BlobStore;

interface Engine {
  readonly calls: string[];
  readonly server: Server;
  readonly env: NodeJS.ProcessEnv;
}

/** An engine that answers as the script says, by method and the start of the path. */
async function fakeEngine(
  t: TestContext,
  script: Record<string, { status: number; body: string }>,
): Promise<Engine> {
  const calls: string[] = [];
  const server = createServer(async (incoming, response) => {
    const body = (await collect(incoming, 1000)).toString();
    const call = `${incoming.method} ${decodeURIComponent(incoming.url ?? "").replace("/v1.41", "")}`;
    calls.push(body ? `${call} ${body}` : call);
    const [, answer] = Object.entries(script).find(([start]) => call.startsWith(start)) ?? [];
    response
      .writeHead(answer?.status ?? 200, { server: "Docker/20.10.24 (linux)" })
      .end(answer?.body ?? "{}");
  });
  t.after(() => server.close());
  await once(server.listen(0, "127.0.0.1"), "listening");
  return { calls, server, env: { DOCKER_HOST: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}` } };
}

const frame = { start: Buffer.from("begin, "), empty: () => bytesOf("nothing") };

async function load({ env }: Engine) {
  const loader = docker(env).loader({ blobs, frame, progress: silent });
  try {
    return await loader.load(request);
  } finally {
    await loader.close();
  }
}

test("an image that Docker has is only named", async (t) => {
  const engine = await fakeEngine(t, {});
  assert.deepEqual(await load(engine), { how: "present" });
  assert.deepEqual(engine.calls, [
    `GET /images/${id}/json`,
    `POST /images/${id}/tag?repo=ghcr.io/owner/app&tag=latest`,
    "POST /images/load?quiet=1 begin, nothing",
  ]);
});

test("an image that Docker lacks is pulled, named, and its loopback name taken away", async (t) => {
  const engine = await fakeEngine(t, { "GET /images/": { status: 404, body: "{}" } });
  assert.deepEqual(await load(engine), { how: "pulled" });
  assert.match(
    engine.calls[2] ?? "",
    /^POST \/images\/create\?fromImage=127\.0\.0\.1:\d+\/cooper\/load@sha256:/,
  );
  assert.match(engine.calls[3] ?? "", /\/tag\?repo=ghcr\.io\/owner\/app&tag=latest$/);
  assert.match(engine.calls[4] ?? "", /^DELETE \/images\/127\.0\.0\.1:\d+.*noprune=true$/);
});

/** An engine whose image of that name has these layers. */
const withLayers = (...layers: string[]) => ({
  [`GET /images/${id}`]: { status: 404, body: "{}" },
  "GET /images/ghcr.io": { status: 200, body: JSON.stringify({ RootFS: { Layers: layers } }) },
});

test("of a changed image only what lies above the layers that Docker has is sent", async (t) => {
  const layers = [digestOf("base"), digestOf("dependencies"), digestOf("old application")];
  const engine = await fakeEngine(t, withLayers(...layers));
  assert.deepEqual(await load(engine), { how: "layers" });
  assert.equal(engine.calls.at(-1), "POST /images/load?quiet=1 begin, an archive without 2");
});

test("the archive is begun before there is an image, and ended where none comes", async (t) => {
  const engine = await fakeEngine(t, {});
  const begun = once(engine.server, "request");
  const loader = docker(engine.env).loader({ blobs, frame, progress: silent });
  const [incoming] = await begun;
  assert.equal(incoming.url, "/v1.41/images/load?quiet=1");
  assert.deepEqual(engine.calls, []);
  await loader.close();
  assert.deepEqual(engine.calls, ["POST /images/load?quiet=1 begin, nothing"]);
});

test("of two images the second has an archive of its own", async (t) => {
  const engine = await fakeEngine(t, withLayers(digestOf("base")));
  const loader = docker(engine.env).loader({ blobs, frame, progress: silent });
  await loader.load(request);
  await loader.load(request);
  await loader.close();
  const sent = engine.calls.filter((call) => call.startsWith("POST"));
  assert.deepEqual(sent, Array(2).fill("POST /images/load?quiet=1 begin, an archive without 1"));
});

test("an image with another base is pulled", async (t) => {
  const engine = await fakeEngine(t, withLayers(digestOf("another base"), digestOf("dependencies")));
  assert.deepEqual(await load(engine), { how: "pulled" });
});

test("where Docker does not take a part of an image, it is pulled", async (t) => {
  const engine = await fakeEngine(t, {
    ...withLayers(digestOf("base")),
    "POST /images/load": { status: 500, body: '{"message":"no such file or directory"}' },
  });
  assert.deepEqual(await load(engine), { how: "pulled" });
});

test("where Docker cannot pull from here, an archive is sent", async (t) => {
  const engine = await fakeEngine(t, {
    "GET /images/": { status: 404, body: "{}" },
    "POST /images/create": { status: 200, body: '{"status":"Pulling"}\n{"error":"connection refused"}\n' },
  });
  assert.deepEqual(await load(engine), { how: "archive" });
  assert.equal(engine.calls.at(-1), "POST /images/load?quiet=1 begin, an archive without 0");
});

test("what Docker says when it refuses is told", async (t) => {
  const refusal = { status: 500, body: '{"message":"no space left on device"}' };
  const engine = await fakeEngine(t, { "GET /images/": refusal });
  await assert.rejects(load(engine), { code: "DOCKER_REFUSED", message: /no space left on device/ });
});

test("an engine that is not there has a problem, and a version where it is", async (t) => {
  const engine = await fakeEngine(t, {});
  assert.deepEqual(await docker(engine.env).status(), { version: "20.10.24" });
  engine.server.close();
  const gone = await docker({ DOCKER_HOST: "unix:///nonexistent/docker.sock" }).status();
  assert.match("problem" in gone ? gone.problem : "", /does not answer: ENOENT/);
});
