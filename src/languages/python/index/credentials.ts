import { join } from "node:path";
import { homeFolder } from "../../../core/home-folder.ts";
import { readOptional } from "../../../core/optional-file.ts";
import { percentDecoded } from "../../../core/percent.ts";
import type { IndexLocation } from "./index-settings.ts";
import { type Login, parseNetrc } from "./netrc.ts";

/** The value of the `Authorization` header for a URL, where there is a login for its host. */
export type Authorize = (url: string | URL) => string | undefined;

/**
 * Logins from the URLs of the indexes, then from the netrc file. Each goes to the host it was written for, and to no
 * other.
 */
export async function readCredentials(
  locations: readonly IndexLocation[],
  env: NodeJS.ProcessEnv,
): Promise<Authorize> {
  const netrc = await readNetrc(env);
  const written = new Map(locations.flatMap(({ url }) => loginOf(url)));
  return (target) => {
    const url = new URL(target);
    const login =
      loginOf(url)[0]?.[1] ?? written.get(url.host) ?? netrc.get(url.hostname) ?? netrc.get("default");
    return login && `Basic ${Buffer.from(`${login.username}:${login.password}`).toString("base64")}`;
  };
}

async function readNetrc(env: NodeJS.ProcessEnv): Promise<ReadonlyMap<string, Login>> {
  const files = env.NETRC ? [env.NETRC] : [".netrc", "_netrc"].map((name) => join(homeFolder(env), name));
  const texts = await Promise.all(files.map(readOptional));
  return parseNetrc(texts.find((text) => text !== undefined) ?? "");
}

function loginOf(location: string | URL): [host: string, login: Login][] {
  if (!URL.canParse(String(location))) return [];
  const { host, username, password } = new URL(location);
  if (!username && !password) return [];
  return [[host, { username: percentDecoded(username), password: percentDecoded(password) }]];
}

/** A URL as it may be requested: the login goes into a header. */
export function withoutLogin(location: string): string {
  const url = new URL(location);
  url.username = "";
  url.password = "";
  return url.href;
}
