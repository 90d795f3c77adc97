/** Docker Hub's store signs with `verify`, the state of an upload to `docker-registry` is signed as well. */
const secretName = /token|key|secret|sig|auth|password|credential|policy|^verify$|^_state$/i;

/** A URL fit for a log: no password, no query value that looks like a credential. */
export function redactUrl(url: string | URL): string {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    return String(url).replace(/\/\/[^/@\s]+@/, "//***@");
  }
  if (parsed.username || parsed.password) {
    parsed.username = "***";
    parsed.password = "";
  }
  for (const name of [...parsed.searchParams.keys()]) {
    if (secretName.test(name)) parsed.searchParams.set(name, "***");
  }
  return parsed.href;
}
