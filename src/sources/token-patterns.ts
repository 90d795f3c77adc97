/** What looks like no ordinary text, and what it is. */
interface TokenPattern {
  readonly kind: string;
  readonly pattern: RegExp;
}

/** Passwords that examples have, and hosts that only examples have. */
const placeholder = "(?:pass(?:word)?|my\\w+|your\\w+|change\\w*|secret\\w*|example\\w*|test\\w*)@";
const exampleHost = "(?:localhost|127\\.|\\[::1\\]|[\\w.-]*\\bexample\\b)";

/**
 * Kinds that the detector does not know. Each is specific: a prefix of its own, and as many characters after it as its
 * issuer writes. Sources: the issuers' pages on their formats; RFC 9580, 6.2; age(1); PuTTY, "PPK file format".
 */
const patterns: readonly TokenPattern[] = [
  {
    kind: "a PGP private key",
    pattern: /-----BEGIN PGP PRIVATE KEY BLOCK-----(?:\s*[\w-]+: .*)*\s+[A-Za-z0-9+/]{60}/,
  },
  { kind: "a PuTTY private key", pattern: /^PuTTY-User-Key-File-\d: [\s\S]{1,4096}^Private-Lines: \d/m },
  { kind: "an age private key", pattern: /\bAGE-SECRET-KEY-1[A-Z0-9]{58}\b/ },
  { kind: "a token of a Python package index", pattern: /\bpypi-AgE[\w-]{60}/ },
  { kind: "a Hugging Face token", pattern: /\bhf_[A-Za-z]{34}\b/ },
  { kind: "a DigitalOcean token", pattern: /\bdo[opr]_v1_[0-9a-f]{64}\b/ },
  { kind: "an Azure storage key", pattern: /\bAccountKey=[A-Za-z0-9+/]{86}==/ },
  { kind: "a login to registries", pattern: /"auths"\s*:\s*\{[^{}]*\{\s*"auth"\s*:\s*"[A-Za-z0-9+/=]{12}/ },
  {
    kind: "a password for a broker or cache",
    pattern: new RegExp(
      `\\b(?:rediss?|amqps?)://[^\\s:@/"']*:(?!${placeholder})[^\\s@/"'\`<>{}$%*]{8,}@(?!${exampleHost})\\w`,
    ),
  },
];

/** The first of these kinds in a text: where it begins, and what it is. */
export function findToken(text: string): { readonly index: number; readonly kind: string } | undefined {
  const found = patterns.flatMap(({ kind, pattern }) => {
    const index = text.search(pattern);
    return index < 0 ? [] : [{ index, kind }];
  });
  return found.sort((a, b) => a.index - b.index)[0];
}
