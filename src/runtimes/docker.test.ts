import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
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
  archive: () => bytesOf("an archive"),
};
const blobs = { size: async () => undefined } as unknown as BlobStore;

interface Engine {
  readonly calls: string[];
  readonly server: Server;
  readonly env: NodeJS.ProcessEnv;
}

/** An engine that answers as the script says, by method and the start of the path. */
async function fakeEngine(script: Record<string, { status: number; body: string }>): Promise<Engine> {
  const calls: string[] = [];
  const server = createServer(async (incoming, response) => {
    const body = (await collect(incoming, 1000)).toString();
    const call = `${incoming.method} ${decodeURIComponent(incoming.url ?? "").replace("/v1.41", "")}`;
    calls.push(body ? `${call} ${body}` : call);
    const [, answer] = Object.entries(script).find(([start]) => call.startsWith(start)) ?? [];
    response.writeHead(answer?.status ?? 200).end(answer?.body ?? "{}");
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return { calls, server, env: { DOCKER_HOST: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}` } };
}

const load = ({ env }: Engine) => docker(env).load(request, { blobs, progress: silent });

test("an image that Docker has is only named", async () => {
  const engine = await fakeEngine({});
  assert.deepEqual(await load(engine), { how: "present" });
  assert.deepEqual(engine.calls, [
    `GET /images/${id}/json`,
    `POST /images/${id}/tag?repo=ghcr.io/owner/app&tag=latest`,
  ]);
  engine.server.close();
});

test("an image that Docker lacks is pulled, named, and its loopback name taken away", async () => {
  const engine = await fakeEngine({ "GET /images/": { status: 404, body: "{}" } });
  assert.deepEqual(await load(engine), { how: "pulled" });
  assert.match(
    engine.calls[1] ?? "",
    /^POST \/images\/create\?fromImage=127\.0\.0\.1:\d+\/cooper\/load@sha256:/,
  );
  assert.match(engine.calls[2] ?? "", /\/tag\?repo=ghcr\.io\/owner\/app&tag=latest$/);
  assert.match(engine.calls[3] ?? "", /^DELETE \/images\/127\.0\.0\.1:\d+.*noprune=true$/);
  engine.server.close();
});

test("where Docker cannot pull from here, an archive is sent", async () => {
  const engine = await fakeEngine({
    "GET /images/": { status: 404, body: "{}" },
    "POST /images/create": { status: 200, body: '{"status":"Pulling"}\n{"error":"connection refused"}\n' },
  });
  assert.deepEqual(await load(engine), { how: "archive" });
  assert.equal(engine.calls.at(-1), "POST /images/load?quiet=1 an archive");
  engine.server.close();
});

test("what Docker says when it refuses is told", async () => {
  const refusal = { status: 500, body: '{"message":"no space left on device"}' };
  const engine = await fakeEngine({ "GET /images/": refusal });
  await assert.rejects(load(engine), { code: "DOCKER_REFUSED", message: /no space left on device/ });
  engine.server.close();
});

test("an engine that is not there has a problem, and a version where it is", async () => {
  const engine = await fakeEngine({ "GET /version": { status: 200, body: '{"Version":"20.10.24"}' } });
  assert.deepEqual(await docker(engine.env).status(), { version: "20.10.24" });
  engine.server.close();
  const gone = await docker({ DOCKER_HOST: "unix:///nonexistent/docker.sock" }).status();
  assert.match("problem" in gone ? gone.problem : "", /does not answer: ENOENT/);
});
