import { createHash } from "node:crypto";
import type { Bytes } from "../../core/stream.ts";
import { RegistryError } from "./registry-error.ts";

/**
 * A digest as clients name content: sha256, which is the store's own, or sha512.
 * Source: OCI image specification, descriptor.md, "Registered Algorithms".
 */
export type ContentDigest = string;

const pattern = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/** Whether a text is a digest of an algorithm that the registry knows. */
export function isContentDigest(text: unknown): text is ContentDigest {
  return typeof text === "string" && pattern.test(text);
}

/** Refuses what is no digest. */
export function requireDigest(text: string | null): ContentDigest {
  if (isContentDigest(text)) return text;
  const message = `"${text ?? ""}" is not a sha256 or sha512 digest`;
  throw new RegistryError("DIGEST_INVALID", message, { status: 400, detail: { digest: text } });
}

/** Refuses content that has another digest than a client says. */
export async function requireContent(claimed: ContentDigest, content: Bytes): Promise<void> {
  const algorithm = claimed.slice(0, claimed.indexOf(":"));
  const hash = createHash(algorithm);
  for await (const chunk of content) hash.update(chunk);
  const actual = `${algorithm}:${hash.digest("hex")}`;
  if (actual === claimed) return;
  const message = `the content has the digest ${actual}`;
  throw new RegistryError("DIGEST_INVALID", message, { status: 400, detail: { digest: claimed } });
}
