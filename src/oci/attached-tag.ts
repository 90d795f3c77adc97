import { type Digest, hexOf, isDigest } from "./digest.ts";

/**
 * The tag under which clients keep the referrers of a digest where the registry has no API for them; older tools attach
 * signatures at the same tag with an ending such as `.sig`. Source: OCI distribution 1.1, "Referrers Tag Schema".
 */
export function attachedTag(digest: Digest): string {
  return `sha256-${hexOf(digest)}`;
}

/** The digest that a tag is bound to, with an ending or without: see {@link attachedTag}. */
export function attachedTo(tag: string): Digest | undefined {
  const digest = /^sha256-([0-9a-f]{64})(\..+)?$/.exec(tag)?.[1];
  const text = `sha256:${digest}`;
  return isDigest(text) ? text : undefined;
}

/** Whether a tag is a name that people gave, and not bound to a digest. */
export function isName(tag: string): boolean {
  return attachedTo(tag) === undefined;
}
