import { digestOf, hexOf } from "../../oci/digest.ts";

/** Source: OCI distribution 1.1, "Pulling manifests": `[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}`. */
const longest = 128;

/** Names that other rules give a meaning, and that no branch may take: `latest`, `1.4.2`, `pr-7`, `sha-0a1b2c3`. */
const taken = /^(latest|\d+(\.\d+)*([-_].*)?|pr-.*|sha-.*)$/;

/**
 * A valid tag from the name of a branch or of a git tag: lower case, `-` for everything that a tag cannot have. What
 * would read like another rule's tag gets `kind` in front; a name too long, or of nothing that a tag can have, gets
 * eight digits of its hash, so that two names do not become one.
 */
export function slug(name: string, kind: "branch" | "tag"): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9_.]+/g, "-")
    .replace(/^[-.]+|[-.]+$/g, "");
  if (plain === "") return `${kind}-${hash(name)}`;
  const safe = taken.test(plain) ? `${kind}-${plain}` : plain;
  return safe.length <= longest ? safe : `${safe.slice(0, longest - 9)}-${hash(name)}`;
}

function hash(name: string): string {
  return hexOf(digestOf(name)).slice(0, 8);
}
