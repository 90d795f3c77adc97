import { Buffer } from "node:buffer";
import { readFile } from "node:fs/promises";
import { CooperError, codeOf } from "../../../core/error.ts";
import { map, object, optional, type Shape, ShapeError, text } from "../../../oci/shape.ts";
import type { Credential } from "../credential.ts";
import { dockerHubHosts } from "../origin.ts";

/** One login of an auth file. */
export interface AuthEntry {
  readonly auth?: string;
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
  readonly registrytoken?: string;
}

/** Docker's `config.json`, and podman's `auth.json`, as far as it concerns logins. */
export interface AuthFile {
  readonly auths?: Readonly<Record<string, AuthEntry>>;
  readonly credsStore?: string;
  readonly credHelpers?: Readonly<Record<string, string>>;
}

const entry = object<AuthEntry>({
  auth: optional(text),
  username: optional(text),
  password: optional(text),
  identitytoken: optional(text),
  registrytoken: optional(text),
});

const shape: Shape<AuthFile> = object<AuthFile>({
  auths: optional(map(entry)),
  credsStore: optional(text),
  credHelpers: optional(map(text)),
});

/** Reads an auth file; nothing where there is none. Fails with `BAD_AUTH_FILE`, quoting nothing of it. */
export async function readAuthFile(path: string): Promise<AuthFile | undefined> {
  const raw = await readRawAuthFile(path);
  if (raw === undefined) return undefined;
  try {
    return shape(raw, "");
  } catch (cause) {
    throw broken(path, cause instanceof ShapeError ? cause.message : "it is not an auth file");
  }
}

/** The JSON of an auth file with all that we do not know of, to be written back. */
export async function readRawAuthFile(path: string): Promise<Record<string, unknown> | undefined> {
  try {
    const value: unknown = JSON.parse((await readFile(path, "utf8")).trim() || "{}");
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
  } catch (cause) {
    if (codeOf(cause) === "ENOENT" || codeOf(cause) === "ENOTDIR") return undefined;
    // The parser would quote the text around the mistake, which may be a password.
    throw broken(path, cause instanceof SyntaxError ? "it is not JSON" : `${codeOf(cause)}`);
  }
  throw broken(path, "it is no JSON object");
}

function broken(path: string, why: string): CooperError {
  return new CooperError(`the logins in ${path} cannot be read: ${why}`, {
    code: "BAD_AUTH_FILE",
    where: path,
    hint: "Mend it, or move it away and log in again.",
  });
}

/** `https://index.docker.io/v1/`, `ghcr.io/v2/` and the like, as the host or path that they stand for. */
export function plainKey(key: string): string {
  const bare = key.replace(/^https?:\/\//, "").replace(/(\/v[12])?\/?$/, "");
  const [host = "", ...path] = bare.split("/");
  return [dockerHubHosts.includes(host) ? "docker.io" : host, ...path].join("/");
}

/** The credential of an entry; nothing for the empty entries that stand beside a helper. */
export function credentialOf(entry: AuthEntry): Credential | undefined {
  if (entry.registrytoken) return { kind: "bearer", token: entry.registrytoken };
  if (entry.identitytoken) return { kind: "identity", token: entry.identitytoken };
  const [, username = "", password = ""] = /^([^:]*):(.*)$/s.exec(decoded(entry.auth)) ?? [];
  const name = entry.username || username;
  const secret = entry.password || password;
  return name === "" || secret === "" ? undefined : asCredential(name, secret);
}

/** Helpers and files write `<token>` for a name where the secret is a refresh token. */
export function asCredential(username: string, secret: string): Credential {
  return username === "<token>"
    ? { kind: "identity", token: secret }
    : { kind: "password", username, password: secret };
}

/** Old versions of Docker padded passwords with zero bytes. */
function decoded(auth = ""): string {
  return Buffer.from(auth, "base64").toString().replace(/\0+$/, "");
}
