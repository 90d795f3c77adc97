import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { complaint, scriptedRegistry } from "../testing/scripted-registry.ts";
import { credentialsOf } from "./credentials.ts";
import { login, logout } from "./login.ts";

const ping = "GET /v2/";
const challenge = { request: ping, status: 401, headers: { "www-authenticate": 'Basic realm="r"' } };

async function homeWith(t: TestContext, config?: object): Promise<{ env: NodeJS.ProcessEnv; path: string }> {
  const folder = await mkdtemp(join(tmpdir(), "cooper-"));
  t.after(() => rm(folder, { recursive: true }));
  const path = join(folder, ".docker", "config.json");
  await mkdir(dirname(path));
  if (config) await writeFile(path, JSON.stringify(config));
  return { env: { HOME: folder, PATH: `${folder}/bin:/usr/bin:/bin` }, path };
}

const json = async (path: string) => JSON.parse(await readFile(path, "utf8"));

test("a login that works is kept for its owner alone, beside what was there, and found again", async (t) => {
  const registry = await scriptedRegistry(t, [challenge, { request: ping }]);
  const before = { psFormat: "x", auths: { "a.example": { auth: "eDp5" } } };
  const { env, path } = await homeWith(t, before);
  const request = { registry: registry.host, username: "bob", password: "pässword" };
  assert.equal(await login(request, { env }), "~/.docker/config.json");
  registry.finish();
  const after = await json(path);
  assert.equal(after.psFormat, "x");
  assert.deepEqual(Object.keys(after.auths), ["a.example", registry.host]);
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  const found = await credentialsOf(env).find(registry.host, "team/app");
  assert.deepEqual(found?.credential, { kind: "password", username: "bob", password: "pässword" });
});

test("a login that is refused is not kept", async (t) => {
  const registry = await scriptedRegistry(t, [challenge, { ...challenge, body: complaint("UNAUTHORIZED") }]);
  const { env, path } = await homeWith(t);
  const request = { registry: registry.host, username: "bob", password: "wrong" };
  await assert.rejects(login(request, { env }), { code: "REGISTRY_UNAUTHORIZED", message: /what was typed/ });
  await assert.rejects(stat(path), { code: "ENOENT" });
});

test("nothing is asked with half a login, nor with one that cannot be sent", async (t) => {
  const { env } = await homeWith(t);
  const request = { registry: "127.0.0.1:1", username: "bob", password: "" };
  await assert.rejects(login(request, { env }), { code: "BAD_LOGIN" });
  await assert.rejects(login({ ...request, username: "b:ob", password: "x" }, { env }), {
    code: "BAD_LOGIN",
  });
});

/** Keeps one login in a file. */
const keeper = `#!/bin/sh
cd "$(dirname "$0")"
case "$1" in
  get) [ -f kept ] && cat kept || { echo "credentials not found in native keychain"; exit 1; } ;;
  store) cat > kept ;;
  erase) rm kept ;;
esac`;

test("a helper keeps the login instead of the file, and forgets it", async (t) => {
  const registry = await scriptedRegistry(t, [{ request: ping }]);
  const { env, path } = await homeWith(t, { credHelpers: { [registry.host]: "keeper" } });
  await mkdir(join(env.HOME ?? "", "bin"));
  await writeFile(join(env.HOME ?? "", "bin", "docker-credential-keeper"), keeper, { mode: 0o755 });
  const before = await readFile(path, "utf8");
  const request = { registry: registry.host, username: "bob", password: "pw" };
  assert.equal(await login(request, { env }), "docker-credential-keeper");
  assert.equal(await readFile(path, "utf8"), before);
  assert.equal((await credentialsOf(env).find(registry.host, "a"))?.credential.kind, "password");
  assert.deepEqual(await logout(registry.host, env), ["docker-credential-keeper"]);
  assert.equal(await credentialsOf(env).find(registry.host, "a"), undefined);
  assert.deepEqual(await logout(registry.host, env), []);
});

test("logging out takes the registry out under all its names, and nothing else", async (t) => {
  const auth = { auth: "eDp5" };
  const auths = { "https://index.docker.io/v1/": auth, "docker.io": auth, "ghcr.io": auth };
  const { env, path } = await homeWith(t, { auths });
  assert.deepEqual(await logout("docker.io", env), ["~/.docker/config.json"]);
  assert.deepEqual(await json(path), { auths: { "ghcr.io": auth } });
});

test("a configuration that is a link stays one", async (t) => {
  const registry = await scriptedRegistry(t, [{ request: ping }]);
  const { env, path } = await homeWith(t);
  const shared = join(env.HOME ?? "", "shared.json");
  await writeFile(shared, "{}");
  await symlink(shared, path);
  await login({ registry: registry.host, username: "bob", password: "pw" }, { env });
  assert.deepEqual(Object.keys((await json(shared)).auths), [registry.host]);
});
