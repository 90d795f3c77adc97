import type { Login } from "../../../core/login.ts";

/**
 * Logins of a netrc file by host name, the first of each; `default` stands for all others. Source: GNU inetutils, "The
 * .netrc file".
 */
export function parseNetrc(source: string): ReadonlyMap<string, Login> {
  const words = (withoutMacros(source).match(/"(?:\\.|[^"\\])*"|\S+/g) ?? []).values();
  const value = () => unquote(words.next().value ?? "");
  const logins = new Map<string, Login>();
  let login = { username: "", password: "" };
  const begin = (host: string) => {
    login = { username: "", password: "" };
    if (!logins.has(host)) logins.set(host, login);
  };
  for (const word of words) {
    if (word === "machine") begin(value());
    else if (word === "default") begin("default");
    else if (word === "login") login.username = value();
    else if (word === "password") login.password = value();
    else if (word === "account") value();
  }
  return logins;
}

/** A macro ends at an empty line; a comment is a line that begins with `#`. */
function withoutMacros(source: string): string {
  return source.replace(/^[ \t]*macdef[\s\S]*?(?:\n\s*\n|(?![\s\S]))/gm, "\n").replace(/^[ \t]*#.*$/gm, "");
}

function unquote(word: string): string {
  return word.startsWith('"') ? word.slice(1, -1).replace(/\\(.)/g, "$1") : word;
}
