import type { CredentialStore, FoundCredential } from "../credential.ts";
import { type AuthFile, credentialOf, plainKey, readAuthFile } from "./auth-file.ts";
import { type AuthPlace, authPlaces } from "./auth-places.ts";
import { CredentialHelper } from "./helper.ts";

/** The logins of Docker and podman, then `GITHUB_TOKEN` for ghcr.io. */
export function credentialsOf(env: NodeJS.ProcessEnv): CredentialStore {
  return {
    async find(registry, repository) {
      for (const place of authPlaces(env)) {
        const found = await findIn(place, { registry, repository, env });
        if (found) return found;
      }
      return registry === "ghcr.io" ? fromGitHub(env) : undefined;
    },
  };
}

/** GHCR takes any name with a token. */
function fromGitHub({ GITHUB_TOKEN, GITHUB_ACTOR }: NodeJS.ProcessEnv): FoundCredential | undefined {
  if (!GITHUB_TOKEN) return undefined;
  const credential = {
    kind: "password",
    username: GITHUB_ACTOR || "cooper",
    password: GITHUB_TOKEN,
  } as const;
  return { credential, source: "GITHUB_TOKEN" };
}

interface Wanted {
  readonly registry: string;
  readonly repository: string;
  readonly env: NodeJS.ProcessEnv;
}

async function findIn(
  place: AuthPlace,
  { registry, repository, env }: Wanted,
): Promise<FoundCredential | undefined> {
  const file = await readAuthFile(place.path);
  if (!file) return undefined;
  const host = plainKey(registry);
  for (const name of namesOf(host, repository)) {
    const found = await findByName(file, { place, name, isHost: name === host, env });
    if (found) return found;
  }
  return undefined;
}

/** `host/a/b`, `host/a`, `host`: the longest match wins. Source: containers-auth.json(5). */
function namesOf(host: string, repository: string): readonly string[] {
  const parts = repository.split("/").filter((part) => part !== "");
  return parts.map((_, i) => [host, ...parts.slice(0, parts.length - i)].join("/")).concat(host);
}

interface Candidate {
  readonly place: AuthPlace;
  readonly name: string;
  readonly isHost: boolean;
  readonly env: NodeJS.ProcessEnv;
}

async function findByName(
  file: AuthFile,
  { place, name, isHost, env }: Candidate,
): Promise<FoundCredential | undefined> {
  const helper = helperFor(file, name) ?? (isHost ? storeOf(file, name) : undefined);
  if (helper) {
    const credential = await new CredentialHelper(helper.name, env).get(helper.server);
    if (credential) return { credential, source: `docker-credential-${helper.name} (${place.name})` };
  }
  const entries = Object.entries(file.auths ?? {}).filter(([key]) => plainKey(key) === name);
  const credential = entries.map(([, entry]) => credentialOf(entry)).find((c) => c !== undefined);
  return credential && { credential, source: place.name };
}

/** Who keeps a login, and under which name. */
export interface HelperChoice {
  readonly name: string;
  readonly server: string;
}

/** The helper that a file names for one host or path. */
export function helperFor({ credHelpers = {} }: AuthFile, name: string): HelperChoice | undefined {
  const [key, helper] = Object.entries(credHelpers).find(([key]) => plainKey(key) === name) ?? [];
  return key === undefined || !helper ? undefined : { name: helper, server: serverOf(key) };
}

/** The helper that a file names for all hosts. */
export function storeOf({ credsStore }: AuthFile, name: string): HelperChoice | undefined {
  return credsStore ? { name: credsStore, server: serverOf(name) } : undefined;
}

/** The name under which Docker keeps a login: for its own registry that of the first version. */
export function serverOf(name: string): string {
  return name === "docker.io" ? "https://index.docker.io/v1/" : name;
}
