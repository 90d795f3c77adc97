/** Fields by lower-case name, each with all its values in order. */
export type Headers = ReadonlyMap<string, readonly string[]>;

/**
 * The header fields of METADATA and WHEEL: `Name: value` lines up to the first empty one, with lines that
 * start with white space as continuations. Source: core metadata specifications; RFC 5322, section 2.2.3.
 */
export function parseHeaders(text: string): Headers {
  const end = /\r?\n\r?\n/.exec(text)?.index ?? text.length;
  const unfolded = text.slice(0, end).replace(/\r?\n[ \t]+/g, " ");
  const headers = new Map<string, string[]>();
  for (const line of unfolded.split(/\r?\n/)) {
    const [, name, value = ""] = /^([^\s:]+)\s*:(.*)$/.exec(line) ?? [];
    if (name === undefined) continue;
    const key = name.toLowerCase();
    headers.set(key, [...(headers.get(key) ?? []), value.trim()]);
  }
  return headers;
}
