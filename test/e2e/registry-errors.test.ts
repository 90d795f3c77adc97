import assert from "node:assert/strict";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import { join } from "node:path";
import { after, describe, type TestContext, test } from "node:test";
import type { RunResult } from "../../src/core/process.ts";
import { listen } from "../support/loopback.ts";
import { privateAuthority } from "./support/authority.ts";
import { tryCooper } from "./support/cooper.ts";
import { deadAddress } from "./support/local-server.ts";
import { assertClear, type Clarity } from "./support/messages.ts";
import { registryLogin, startDockerRegistry } from "./support/registry.ts";
import { lacking } from "./support/tools.ts";
import { startTunnelProxy } from "./support/tunnel-proxy.ts";
import { temporaryFolder } from "./support/workspace.ts";

const noRegistry = (await lacking("docker-registry", "--version")) || (await lacking("openssl", "version"));
const folder = await temporaryFolder({ after });
const secret = "hunter22";

/** Runs a command line as somebody whose `~/.docker/config.json` has these logins. */
async function as(
  logins: Readonly<Record<string, object>>,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<RunResult> {
  const home = await temporaryFolder({ after });
  await writeFile(join(home, "config.json"), JSON.stringify({ auths: logins }));
  const surroundings = { workspace: folder, store: join(folder, "store") };
  return tryCooper(args, { ...surroundings, env: { HOME: home, DOCKER_CONFIG: home, ...env } });
}

const passwordOf = (username: string, password: string) => ({
  auth: Buffer.from(`${username}:${password}`).toString("base64"),
});
const right = passwordOf(registryLogin.username, registryLogin.password);
const wrong = passwordOf(registryLogin.username, secret);

/** Neither the password nor the form in which it is sent. */
function assertNoSecret({ stdout, stderr }: RunResult): void {
  for (const hidden of [secret, registryLogin.password, right.auth, wrong.auth]) {
    assert.ok(!`${stdout}${stderr}`.includes(hidden), `a secret is told:\n${stderr}`);
  }
}

function assertFails(result: RunResult, says: Clarity["says"]): void {
  assertClear(result, { status: 1, says });
  assertNoSecret(result);
}

describe("a registry with logins", { skip: noRegistry }, async () => {
  const { host } = await startDockerRegistry({ after }, { login: true });
  const image = `${host}/team/app:1`;
  const commands = [
    ["ls", `${host}/team/app`],
    ["manifest", image],
    ["pull", image],
    ["copy", image, `${host}/team/other`],
    ["tag", image, "2"],
  ];
  for (const args of commands) {
    test(`cooper ${args[0]} without a login, and with a wrong one`, async () => {
      const remedy = `cooper login ${host}`;
      assertFails(await as({}, args), [
        `${host} wants a login (credentials: none)`,
        "REGISTRY_UNAUTHORIZED",
        remedy,
      ]);
      const refused = new RegExp(`${host} refused the login from \\S+config\\.json`);
      assertFails(await as({ [host]: wrong }, args), [refused, "REGISTRY_UNAUTHORIZED", remedy]);
    });
  }

  test("no such repository, no such image", async () => {
    const source = /has no such repository \(credentials: \S+config\.json\)/;
    const says = [host, source, "NO_SUCH_REPOSITORY", "Check the spelling"];
    assertFails(await as({ [host]: right }, ["ls", `${host}/team/app`]), says);
    const missing = [`${host} has no such image`, image, "NO_SUCH_MANIFEST", `cooper login ${host}`];
    assertFails(await as({ [host]: right }, ["pull", image]), missing);
  });

  test("a helper that is not there is named", async () => {
    const home = await temporaryFolder({ after });
    await writeFile(join(home, "config.json"), '{"credsStore":"none-such"}');
    const result = await as({}, ["ls", `${host}/team/app`], { DOCKER_CONFIG: home });
    assertFails(result, [host, "REGISTRY_UNAUTHORIZED", "docker-credential-none-such is not on"]);
  });
});

describe("a registry with a certificate of a private authority", { skip: noRegistry }, async () => {
  const tls = await privateAuthority({ after }, "registry.example");
  const secure = await startDockerRegistry({ after }, { login: true, tls });
  const plain = await startDockerRegistry({ after });
  const proxy = await startTunnelProxy(
    { after },
    {
      hosts: { "registry.example": secure.host, "other.example": secure.host, "plain.example": plain.host },
      login: `ada:${secret}`,
    },
  );
  const through = { HTTPS_PROXY: proxy.replace("//", `//ada:${secret}@`) };
  const list = (host: string, env: NodeJS.ProcessEnv) =>
    as({ "registry.example": right }, ["ls", `${host}/team/app`], env);

  test("is not trusted as it is", async () => {
    const says = ["registry.example", "TLS_FAILURE", "NODE_EXTRA_CA_CERTS or SSL_CERT_FILE"];
    assertFails(await list("registry.example", through), says);
  });

  for (const name of ["SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"]) {
    test(`is trusted by ${name}`, async () => {
      const reached = await list("registry.example", { ...through, [name]: tls.authority });
      assertFails(reached, ["registry.example", "NO_SUCH_REPOSITORY"]);
    });
  }

  test("is trusted by Docker's certs.d", async () => {
    const home = await temporaryFolder({ after });
    await mkdir(join(home, "certs.d", "registry.example"), { recursive: true });
    await copyFile(tls.authority, join(home, "certs.d", "registry.example", "ca.crt"));
    const reached = await as({}, ["ls", "registry.example/team/app"], { ...through, DOCKER_CONFIG: home });
    assertFails(reached, ["registry.example", "wants a login", "REGISTRY_UNAUTHORIZED"]);
  });

  test("is another host's", async () => {
    const reached = await list("other.example", { ...through, SSL_CERT_FILE: tls.authority });
    assertFails(reached, ["other.example", "TLS_FAILURE", "for another host"]);
  });

  test("is none at all", async () => {
    const reached = await list("plain.example", { ...through, SSL_CERT_FILE: tls.authority });
    assertFails(reached, ["plain.example", "TLS_FAILURE", "COOPER_INSECURE_REGISTRIES"]);
  });

  const refusals = [
    ["a host that it does not allow", "forbidden.example", through.HTTPS_PROXY, "it answered 403"],
    ["no login", "registry.example", proxy, "It wants a login"],
    ["a wrong login", "registry.example", proxy.replace("//", `//bob:${secret}@`), "It wants a login"],
  ] as const;
  for (const [name, host, address, remedy] of refusals) {
    test(`is behind a proxy that refuses ${name}`, async () => {
      assertFails(await list(host, { HTTPS_PROXY: address }), [host, "PROXY_REFUSED", remedy, "NO_PROXY"]);
    });
  }

  test("is behind a proxy that is not there", async () => {
    const dead = (await deadAddress()).replace("//", `//ada:${secret}@`);
    const says = [new URL(dead).host, "PROXY_REFUSED", "HTTPS_PROXY"];
    assertFails(await list("registry.example", { HTTPS_PROXY: dead }), says);
  });
});

/** A registry that has one thing to say; returns its host. */
async function answering(t: TestContext, listener: RequestListener): Promise<string> {
  return listen(t, createServer(listener));
}

test("a token that has expired", async (t) => {
  const host = await answering(t, (request, response) => {
    if (request.url?.startsWith("/token")) {
      return response.writeHead(400).end(JSON.stringify({ details: `the token ${secret} has expired` }));
    }
    const realm = `http://${request.headers.host}/token`;
    return response.writeHead(401, { "www-authenticate": `Bearer realm="${realm}",service="tests"` }).end();
  });
  const result = await as({ [host]: { identitytoken: secret } }, ["ls", `${host}/team/app`]);
  assertFails(result, [
    host,
    /refused the login from \S+config\.json/,
    "has expired",
    `cooper login ${host}`,
  ]);
});

test("a name that is not allowed, to us or to the registry", async (t) => {
  const errors = [{ code: "NAME_INVALID", message: "team/app needs a project" }];
  const host = await answering(t, (_, response) => response.writeHead(400).end(JSON.stringify({ errors })));
  const says = [host, "NAME_INVALID", "team/app needs a project", "lower-case letters"];
  assertFails(await as({}, ["ls", `${host}/team/app`]), says);
  const upper = await as({}, ["ls", `${host}/Team/App`]);
  assertClear(upper, { status: 2, says: ["BAD_REFERENCE", "upper-case", "team/app"] });
});

test("a host that nobody knows is not asked for again and again", async () => {
  const result = await as({}, ["ls", "registry.invalid/team/app"]);
  assertFails(result, ["registry.invalid", "UNREACHABLE", "Check the address"]);
  assert.doesNotMatch(result.stderr, /trying again/);
});
