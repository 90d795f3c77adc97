import { join } from "node:path";
import { homeFolder } from "../../../core/home-folder.ts";
import { basicAuthorization, type Login, loginIn } from "../../../core/login.ts";
import { readOptional } from "../../../core/optional-file.ts";
import type { IndexLocation } from "./index-settings.ts";
import { parseNetrc } from "./netrc.ts";

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
  const written = loginsByHost(locations);
  return (target) => {
    const url = URL.parse(String(target));
    // Whoever asks for it says what is wrong with it.
    if (!url) return undefined;
    const login = loginIn(url) ?? written.get(url.host) ?? netrc.get(url.hostname) ?? netrc.get("default");
    return login && basicAuthorization(login);
  };
}

async function readNetrc(env: NodeJS.ProcessEnv): Promise<ReadonlyMap<string, Login>> {
  const files = env.NETRC ? [env.NETRC] : [".netrc", "_netrc"].map((name) => join(homeFolder(env), name));
  const texts = await Promise.all(files.map(readOptional));
  return parseNetrc(texts.find((text) => text !== undefined) ?? "");
}

function loginsByHost(locations: readonly IndexLocation[]): ReadonlyMap<string, Login> {
  const urls = locations.map(({ url }) => URL.parse(url)).filter((url) => url !== null);
  return new Map(
    urls.flatMap((url) => {
      const login = loginIn(url);
      return login ? [[url.host, login]] : [];
    }),
  );
}

/** A URL as it may be requested: the login goes into a header. */
export function withoutLogin(location: string): string {
  const url = URL.parse(location);
  if (!url) return location;
  url.username = "";
  url.password = "";
  return url.href;
}
