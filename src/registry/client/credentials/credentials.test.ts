import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { credentialsOf } from "./credentials.ts";

const auth = (login: string) => ({ auth: Buffer.from(login).toString("base64") });
const password = (username: string, secret: string) => ({
  kind: "password",
  username,
  password: secret,
});

/** A home folder with these files; text that begins with `#!` can be run. */
async function home(t: TestContext, files: Readonly<Record<string, unknown>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "cooper-"));
  t.after(() => rm(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
    if (typeof content === "string" && content.startsWith("#!")) await chmod(path, 0o755);
  }
  return folder;
}

async function find(
  t: TestContext,
  files: Readonly<Record<string, unknown>>,
  [registry, repository = "team/app"]: readonly [string, string?],
  env: (folder: string) => NodeJS.ProcessEnv = () => ({}),
) {
  const folder = await home(t, files);
  const all = { HOME: folder, PATH: `${folder}/bin:/usr/bin:/bin`, ...env(folder) };
  const found = await credentialsOf(all).find(registry, repository);
  return found && { ...found.credential, source: found.source };
}

const docker = ".docker/config.json";
const source = "~/.docker/config.json";

for (const key of ["ghcr.io", "https://ghcr.io", "https://ghcr.io/v2/", "ghcr.io/"]) {
  test(`the login under ${key}`, async (t) => {
    const files = { [docker]: { auths: { "other.example": auth("x:y"), [key]: auth("bob:a:b") } } };
    assert.deepEqual(await find(t, files, ["ghcr.io"]), { ...password("bob", "a:b"), source });
  });
}

test("Docker Hub's login is under its oldest name", async (t) => {
  const files = { [docker]: { auths: { "https://index.docker.io/v1/": auth("bob:pw") } } };
  assert.deepEqual(await find(t, files, ["docker.io"]), { ...password("bob", "pw"), source });
});

const kinds: readonly [string, object, object][] = [
  ["an identity token", { ...auth("0000:"), identitytoken: "r" }, { kind: "identity", token: "r" }],
  ["an identity token by name", auth("<token>:r"), { kind: "identity", token: "r" }],
  ["a registry token", { registrytoken: "b" }, { kind: "bearer", token: "b" }],
  ["a name and a password in the open", { username: "u", password: "p" }, password("u", "p")],
];

for (const [name, entry, credential] of kinds) {
  test(name, async (t) => {
    const files = { [docker]: { auths: { "a.example": entry } } };
    assert.deepEqual(await find(t, files, ["a.example"]), { ...credential, source });
  });
}

test("podman's longest path wins, and only whole parts count", async (t) => {
  const auths = {
    "quay.example": auth("host:1"),
    "quay.example/team": auth("team:2"),
    "quay.example/team/app": auth("app:3"),
  };
  const files = { "run/containers/auth.json": { auths } };
  const env = (folder: string) => ({ XDG_RUNTIME_DIR: `${folder}/run` });
  const names = ["team/app", "team/app/deep", "team/application", "team", "other"];
  const users = await Promise.all(
    names.map(async (name) => (await find(t, files, ["quay.example", name], env)) as { username?: string }),
  );
  assert.deepEqual(
    users.map(({ username }) => username),
    ["app", "app", "team", "team", "host"],
  );
});

test("the places, the one that wins first", async (t) => {
  const file = (user: string) => ({ auths: { "a.example": auth(`${user}:x`) } });
  const files = {
    "named.json": file("named"),
    "docker/config.json": file("docker"),
    "run/containers/auth.json": file("run"),
    ".config/containers/auth.json": file("config"),
  };
  const all = (folder: string) => ({
    REGISTRY_AUTH_FILE: `${folder}/named.json`,
    DOCKER_CONFIG: `${folder}/docker`,
    XDG_RUNTIME_DIR: `${folder}/run`,
  });
  const sources: (string | undefined)[] = [];
  for (const without of [0, 1, 2, 3]) {
    const env = (folder: string) => Object.fromEntries(Object.entries(all(folder)).slice(without));
    sources.push((await find(t, files, ["a.example"], env))?.source);
  }
  assert.deepEqual(sources, [
    "~/named.json",
    "~/docker/config.json",
    "~/run/containers/auth.json",
    "~/.config/containers/auth.json",
  ]);
});

test("GITHUB_TOKEN is for ghcr.io alone, and gives way to a login", async (t) => {
  const env = () => ({ GITHUB_TOKEN: "t", GITHUB_ACTOR: "bob" });
  const token = { ...password("bob", "t"), source: "GITHUB_TOKEN" };
  assert.deepEqual(await find(t, {}, ["ghcr.io"], env), token);
  assert.equal(await find(t, {}, ["a.example"], env), undefined);
  const files = { [docker]: { auths: { "ghcr.io": auth("eve:pw") } } };
  assert.deepEqual(await find(t, files, ["ghcr.io"], env), { ...password("eve", "pw"), source });
});

/** Says the server it was asked for as the password. */
const helper = `#!/bin/sh
read -r server
case "$server" in
  none.example) echo "credentials not found in native keychain"; exit 1 ;;
  broken.example) echo "secret-of-the-keychain"; exit 1 ;;
esac
printf '{"ServerURL":"%s","Username":"%s","Secret":"%s"}' "$server" "\${NAME_OF_USER:-bob}" "$server"`;

test("credsStore is asked for every host, credHelpers for theirs", async (t) => {
  const files = {
    [docker]: {
      auths: { "a.example": {}, "https://index.docker.io/v1/": {} },
      credsStore: "all",
      credHelpers: { "b.example": "one" },
    },
    "bin/docker-credential-all": helper,
    "bin/docker-credential-one": helper.replace("bob", "eve"),
  };
  const all = "docker-credential-all (~/.docker/config.json)";
  const one = "docker-credential-one (~/.docker/config.json)";
  assert.deepEqual(await find(t, files, ["a.example"]), { ...password("bob", "a.example"), source: all });
  assert.deepEqual(await find(t, files, ["docker.io"]), {
    ...password("bob", "https://index.docker.io/v1/"),
    source: all,
  });
  assert.deepEqual(await find(t, files, ["b.example"]), { ...password("eve", "b.example"), source: one });
  assert.equal(await find(t, files, ["none.example"]), undefined);
  const token = await find(t, files, ["a.example"], () => ({ NAME_OF_USER: "<token>" }));
  assert.deepEqual(token, { kind: "identity", token: "a.example", source: all });
});

test("a helper that fails is named; what it printed is not shown", async (t) => {
  const files = { [docker]: { credsStore: "all" }, "bin/docker-credential-all": helper };
  await assert.rejects(find(t, files, ["broken.example"]), (error: Error) => {
    assert.match(error.message, /docker-credential-all/);
    assert.doesNotMatch(error.message, /secret/);
    return true;
  });
  await assert.rejects(find(t, { [docker]: { credsStore: "gone" } }, ["a.example"]), {
    code: "PROGRAM_MISSING",
  });
  await assert.rejects(find(t, { [docker]: { credsStore: "../evil" } }, ["a.example"]), {
    code: "BAD_AUTH_FILE",
  });
});

test("a helper that hangs is given up, though what it has started lives on", async (t) => {
  process.env.COOPER_HTTP_TIMEOUT = "200ms";
  t.after(() => delete process.env.COOPER_HTTP_TIMEOUT);
  const pid = join(await mkdtemp(join(tmpdir(), "cooper-")), "pid");
  t.after(async () => {
    process.kill(Number(await readFile(pid, "utf8")));
    await rm(dirname(pid), { recursive: true });
  });
  const hanging = `#!/bin/sh\nsleep 600 &\necho $! > ${pid}\nwait\n`;
  const files = { [docker]: { credsStore: "all" }, "bin/docker-credential-all": hanging };
  await assert.rejects(find(t, files, ["a.example"]), {
    code: "CREDENTIAL_HELPER",
    message: /did not answer/,
  });
});

for (const broken of ['{"auths": {"a": {"auth": "hunter22"', "[]", { auths: { a: { auth: 3 } } }]) {
  test(`a file that cannot be read is named, and not quoted: ${JSON.stringify(broken)}`, async (t) => {
    await assert.rejects(find(t, { [docker]: broken }, ["a.example"]), (error: Error & { code?: string }) => {
      assert.equal(error.code, "BAD_AUTH_FILE");
      assert.doesNotMatch(`${error.message} ${error.cause}`, /hunter/);
      return true;
    });
  });
}

test("without files there is no login", async (t) => {
  assert.equal(await find(t, {}, ["ghcr.io"]), undefined);
  assert.equal(await find(t, { [docker]: "" }, ["ghcr.io"]), undefined);
});
