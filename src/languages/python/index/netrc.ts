/** A login for one host. */
export interface Login {
  readonly username: string;
  readonly password: string;
}

/** Logins of a netrc file by host name; `default` stands for all others. Source: GNU inetutils, "The .netrc file". */
export function parseNetrc(source: string): ReadonlyMap<string, Login> {
  const words = withoutMacros(source).match(/"(?:\\.|[^"\\])*"|\S+/g) ?? [];
  const logins = new Map<string, Login>();
  let host: string | undefined;
  let login: Login = { username: "", password: "" };
  const flush = () => {
    if (host !== undefined && !logins.has(host)) logins.set(host, login);
  };
  for (let i = 0; i < words.length; i += 1) {
    const value = () => unquote(words[++i] ?? "");
    switch (words[i]) {
      case "machine":
      case "default":
        flush();
        host = words[i] === "machine" ? value() : "default";
        login = { username: "", password: "" };
        break;
      case "login":
        login = { ...login, username: value() };
        break;
      case "password":
        login = { ...login, password: value() };
        break;
      case "account":
        i += 1;
    }
  }
  flush();
  return logins;
}

/** A macro ends at an empty line; a comment is a line that begins with `#`. */
function withoutMacros(source: string): string {
  return source.replace(/^[ \t]*macdef[\s\S]*?(?:\n\s*\n|(?![\s\S]))/gm, "\n").replace(/^[ \t]*#.*$/gm, "");
}

function unquote(word: string): string {
  return word.startsWith('"') ? word.slice(1, -1).replace(/\\(.)/g, "$1") : word;
}
