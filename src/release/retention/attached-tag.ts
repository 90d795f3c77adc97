import { type Digest, isDigest } from "../../oci/digest.ts";

/**
 * The digest that a tag is bound to: `sha256-<hex>` holds the referrers of an image where the registry has no API for
 * them (OCI distribution 1.1, "Referrers Tag Schema"), and `sha256-<hex>.sig` and the like are cosign's.
 */
export function attachedTo(tag: string): Digest | undefined {
  const digest = /^sha256-([0-9a-f]{64})(\..+)?$/.exec(tag)?.[1];
  const text = `sha256:${digest}`;
  return isDigest(text) ? text : undefined;
}

/** Whether a tag is a name that people gave, and not bound to a digest. */
export function isName(tag: string): boolean {
  return attachedTo(tag) === undefined;
}
