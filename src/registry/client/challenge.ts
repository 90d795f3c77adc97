/** How a registry wants to be told who asks. Source: RFC 9110, 11.6.1; distribution, docs/spec/auth/token.md. */
export type Challenge =
  | { readonly scheme: "basic" }
  | {
      readonly scheme: "bearer";
      readonly realm: string;
      readonly service?: string | undefined;
      /** What the refused request would have needed. */
      readonly scopes: readonly string[];
    };

const word = /([A-Za-z][\w-]*)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+)))?/g;

/** The challenge of a `WWW-Authenticate` header that we can answer; a token is preferred to a password. */
export function challengeOf(header: string | readonly string[] | undefined): Challenge | undefined {
  const challenges = readChallenges([header ?? []].flat().join(", "));
  const bearer = challenges.find(({ scheme, realm }) => scheme === "bearer" && realm !== undefined);
  if (bearer) {
    const { realm = "", service, scope = "" } = bearer;
    return { scheme: "bearer", realm, service, scopes: scope.split(" ").filter(Boolean) };
  }
  return challenges.some(({ scheme }) => scheme === "basic") ? { scheme: "basic" } : undefined;
}

/** A word without a value begins a challenge; those with one belong to the challenge before them. */
function readChallenges(header: string): Record<string, string>[] {
  const found: Record<string, string>[] = [];
  for (const [, name = "", quoted, plain] of header.matchAll(word)) {
    const value = quoted?.replace(/\\(.)/g, "$1") ?? plain;
    if (value === undefined) found.push({ scheme: name.toLowerCase() });
    else Object.assign(found.at(-1) ?? {}, { [name.toLowerCase()]: value });
  }
  return found;
}
