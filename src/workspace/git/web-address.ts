/**
 * The web address of a repository from the address of a remote: `git@github.com:owner/name.git` and
 * `ssh://git@github.com/owner/name` are `https://github.com/owner/name`. Logins are left out. Nothing for a path.
 */
export function webAddress(remote: string | undefined): string | undefined {
  const text = remote?.trim() ?? "";
  const [, host, path] = /^(?:[^@/:]+@)?([^/:]+):(?!\/\/)(.+)$/.exec(text) ?? [];
  if (host !== undefined && path !== undefined) return finish(host, path);
  const url = URL.parse(text);
  if (!url || !/^(https?|ssh|git):$/.test(url.protocol)) return undefined;
  return finish(url.protocol.startsWith("http") ? url.host : url.hostname, url.pathname);
}

function finish(host: string, path: string): string {
  return `https://${host}/${path.replace(/^\/+|\/+$/g, "").replace(/\.git$/, "")}`;
}
