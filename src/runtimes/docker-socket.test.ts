import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { digestOf, hexOf } from "../oci/digest.ts";
import { dockerAddress } from "./docker-socket.ts";

const nowhere = { HOME: "/nonexistent" };

test("the usual socket where nothing is said", () => {
  assert.deepEqual(dockerAddress(nowhere), { socketPath: "/var/run/docker.sock" });
});

test("DOCKER_HOST names a socket or a host", () => {
  assert.deepEqual(dockerAddress({ DOCKER_HOST: "unix:///run/user/1000/docker.sock" }), {
    socketPath: "/run/user/1000/docker.sock",
  });
  assert.deepEqual(dockerAddress({ DOCKER_HOST: "tcp://127.0.0.1:2375" }), { host: "127.0.0.1", port: 2375 });
});

test("an address over ssh, or one that is none, is refused with a remedy", () => {
  for (const DOCKER_HOST of ["ssh://me@builder.example", "/var/run/docker.sock", "tcp://["]) {
    assert.throws(() => dockerAddress({ DOCKER_HOST }), { code: "DOCKER_ADDRESS", hint: /unix:\/\// });
  }
});

test("empty variables say nothing", () => {
  const empty = { DOCKER_HOST: "", DOCKER_CONTEXT: "", DOCKER_CONFIG: "" };
  assert.deepEqual(dockerAddress({ ...nowhere, ...empty }), { socketPath: "/var/run/docker.sock" });
});

test("the current context of docker's own configuration counts", async () => {
  const folder = await mkdtemp(join(tmpdir(), "cooper-"));
  const meta = join(folder, "contexts", "meta", hexOf(digestOf("rootless")));
  await mkdir(meta, { recursive: true });
  await writeFile(join(folder, "config.json"), JSON.stringify({ currentContext: "rootless" }));
  await writeFile(
    join(meta, "meta.json"),
    JSON.stringify({ Endpoints: { docker: { Host: "unix:///r.sock" } } }),
  );
  try {
    assert.deepEqual(dockerAddress({ DOCKER_CONFIG: folder }), { socketPath: "/r.sock" });
    assert.deepEqual(dockerAddress({ DOCKER_CONFIG: folder, DOCKER_CONTEXT: "default" }), {
      socketPath: "/var/run/docker.sock",
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});
