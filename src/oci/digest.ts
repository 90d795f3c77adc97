import { createHash, type Hash } from "node:crypto";
import { CooperError } from "../core/error.ts";

declare const brand: unique symbol;

/**
 * `sha256:<64 hex digits>`. Made only by hashing bytes or by validated parsing, never by a cast.
 * Source: OCI image specification, descriptor.md, "Digests".
 */
export type Digest = string & { readonly [brand]: "digest" };

const pattern = /^sha256:[0-9a-f]{64}$/;

/** Whether a text is a well-formed sha256 digest. */
export function isDigest(text: unknown): text is Digest {
  return typeof text === "string" && pattern.test(text);
}

/** Parses a digest from outside; throws `BAD_DIGEST`. */
export function parseDigest(text: string, where?: string): Digest {
  if (isDigest(text)) return text;
  throw new CooperError(`"${text}" is not a sha256 digest`, {
    code: "BAD_DIGEST",
    where,
    hint: "A digest is written sha256: and 64 hexadecimal digits in lower case.",
  });
}

/** The digest of bytes or of a text in UTF-8. */
export function digestOf(content: Uint8Array | string): Digest {
  return finish(createHash("sha256").update(content));
}

/** The 64 hexadecimal digits. */
export function hexOf(digest: Digest): string {
  return digest.slice("sha256:".length);
}

/** A digest from 64 hexadecimal digits, as lock files and package indexes write them. */
export function digestFromHex(hex: string, where?: string): Digest {
  return parseDigest(`sha256:${hex.toLowerCase()}`, where);
}

/** Hashes a stream as it passes. */
export class Digester {
  readonly #hash: Hash = createHash("sha256");
  #size = 0;

  update(chunk: Uint8Array): void {
    this.#hash.update(chunk);
    this.#size += chunk.length;
  }

  /** Bytes seen so far. */
  get size(): number {
    return this.#size;
  }

  /** Call once, at the end. */
  digest(): Digest {
    return finish(this.#hash);
  }
}

function finish(hash: Hash): Digest {
  return `sha256:${hash.digest("hex")}` as Digest;
}
