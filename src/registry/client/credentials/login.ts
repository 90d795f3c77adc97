import { Buffer } from "node:buffer";
import { realpath } from "node:fs/promises";
import { writeFileAtomic } from "../../../core/atomic-file.ts";
import { UsageError } from "../../../core/error.ts";
import type { Credential } from "../credential.ts";
import { openTransport } from "../open-registry.ts";
import { originOf, PlainHosts } from "../origin.ts";
import type { RegistryOptions } from "../registry-client.ts";
import { plainKey, readAuthFile, readRawAuthFile } from "./auth-file.ts";
import { authPlaces } from "./auth-places.ts";
import { type HelperChoice, helperFor, serverOf, storeOf } from "./credentials.ts";
import { CredentialHelper } from "./helper.ts";

/** A name and what proves it. */
export interface LoginRequest {
  readonly registry: string;
  readonly username: string;
  readonly password: string;
}

/**
 * Tries a login at the registry and keeps it where Docker would: with the helper that its configuration names, else in
 * the file, readable by its owner alone. Returns where it is kept. Fails with `REGISTRY_UNAUTHORIZED`.
 */
export async function login(request: LoginRequest, options: RegistryOptions): Promise<string> {
  const { registry, username, password } = request;
  if (username === "" || password === "") {
    throw new UsageError("a login needs a name and a password", {
      code: "BAD_LOGIN",
      hint: "Give the name with --username, and the password at the prompt or through --password-stdin.",
    });
  }
  // Source: RFC 7617, 2.
  if (username.includes(":")) {
    throw new UsageError("the name of a login has no colon", { code: "BAD_LOGIN" });
  }
  originOf(registry, new PlainHosts([]));
  await tryLogin(registry, { kind: "password", username, password }, options);
  const [place] = authPlaces(options.env);
  const name = plainKey(registry);
  const helper = await helperOf(place.path, name);
  if (helper) {
    const keeper = new CredentialHelper(helper.name, options.env);
    await keeper.store(helper.server, username, password);
    return keeper.program;
  }
  const auth = Buffer.from(`${username}:${password}`).toString("base64");
  await changeAuths(place.path, (auths) => ({ ...without(auths, name), [serverOf(name)]: { auth } }));
  return place.name;
}

/** Forgets the login of a registry, in every place that cooper would look. Returns the places that had one. */
export async function logout(registry: string, env: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const name = plainKey(registry);
  const left: string[] = [];
  for (const place of authPlaces(env)) {
    const file = await readAuthFile(place.path);
    if (!file) continue;
    const helper = await helperOf(place.path, name);
    const keeper = helper && new CredentialHelper(helper.name, env);
    if (keeper && helper && (await keeper.erase(helper.server))) left.push(keeper.program);
    if (!Object.keys(file.auths ?? {}).some((key) => plainKey(key) === name)) continue;
    await changeAuths(place.path, (auths) => without(auths, name));
    if (!keeper) left.push(place.name);
  }
  return left;
}

async function tryLogin(registry: string, credential: Credential, options: RegistryOptions): Promise<void> {
  const source = "what was typed";
  const credentials = { find: async () => ({ credential, source }) };
  const transport = openTransport({ ...options, credentials });
  const root = { registry: plainKey(registry), repository: "" };
  await (await transport.call({ method: "GET", repository: root, target: "" })).drop();
}

async function helperOf(path: string, name: string): Promise<HelperChoice | undefined> {
  const file = (await readAuthFile(path)) ?? {};
  return helperFor(file, name) ?? storeOf(file, name);
}

type Auths = Readonly<Record<string, unknown>>;

function without(auths: Auths, name: string): Auths {
  return Object.fromEntries(Object.entries(auths).filter(([key]) => plainKey(key) !== name));
}

/** Changes nothing but `auths`. A link is followed, so that a shared configuration stays shared. */
async function changeAuths(path: string, change: (auths: Auths) => Auths): Promise<void> {
  const file = (await readRawAuthFile(path)) ?? {};
  const changed = { ...file, auths: change((file.auths ?? {}) as Auths) };
  const target = await realpath(path).catch(() => path);
  await writeFileAtomic(target, `${JSON.stringify(changed, null, "\t")}\n`, { mode: 0o600 });
}
