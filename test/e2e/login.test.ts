import assert from "node:assert/strict";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { tryCooper } from "./support/cooper.ts";
import { assertClear } from "./support/messages.ts";
import { registryLogin, startDockerRegistry } from "./support/registry.ts";
import { atTerminal } from "./support/terminal.ts";
import { lacking } from "./support/tools.ts";
import { temporaryFolder } from "./support/workspace.ts";

const noRegistry = await lacking("docker-registry", "--version");
const noTerminal = await lacking("script", "--version");
const { username, password } = registryLogin;

/** A registry that wants a login, and somebody who has none yet. */
async function newcomer(t: TestContext) {
  const { host } = await startDockerRegistry(t, { login: true });
  const home = await temporaryFolder(t);
  const env = { HOME: home, DOCKER_CONFIG: home };
  return {
    host,
    file: join(home, "config.json"),
    here: { workspace: home, store: join(home, "store"), env },
  };
}

test("at a terminal cooper login asks, shows no password, and keeps the login", {
  skip: noRegistry || noTerminal,
}, async (t) => {
  const { host, file, here } = await newcomer(t);
  const { screen, status } = await atTerminal(["login", host], here, [
    { sees: "Username: ", types: `${username}\r` },
    { sees: "Password or token: ", types: `${password}\r` },
  ]);
  assert.equal(status, 0, screen);
  assert.match(screen, /Logged in to .* the login is kept by /);
  assert.ok(screen.includes(username) && !screen.includes(password), screen);
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  const auth = Buffer.from(`${username}:${password}`).toString("base64");
  assert.deepEqual(JSON.parse(await readFile(file, "utf8")).auths, { [host]: { auth } });
  assertClear(await tryCooper(["ls", `${host}/team/app`], here), { status: 1, says: ["NO_SUCH_REPOSITORY"] });
});

test("a wrong password at the terminal is neither shown nor kept", {
  skip: noRegistry || noTerminal,
}, async (t) => {
  const { host, file, here } = await newcomer(t);
  const { screen, status } = await atTerminal(["login", host, "--username", username], here, [
    { sees: "Password or token: ", types: "hunter22\r" },
  ]);
  assert.equal(status, 1, screen);
  assert.match(
    screen,
    new RegExp(`${host} refused the login from what was typed.*REGISTRY_UNAUTHORIZED`, "s"),
  );
  assert.ok(!screen.includes("hunter22"), screen);
  await assert.rejects(readFile(file), { code: "ENOENT" });
});

test("Ctrl-C at the question ends with 130", { skip: noRegistry || noTerminal }, async (t) => {
  const { host, here } = await newcomer(t);
  const turns = [{ sees: "Password or token: ", types: "\u0003" }];
  const { status, screen } = await atTerminal(["login", host, "--username", username], here, turns);
  assert.equal(status, 130, screen);
});

test("without a terminal nobody is asked, and the message says how else", { skip: noRegistry }, async (t) => {
  const { host, here } = await newcomer(t);
  const nobody = await tryCooper(["login", host, "--username", username], here);
  assertClear(nobody, { status: 2, says: ["NO_TERMINAL", "--password-stdin"] });
});
