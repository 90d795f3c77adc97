import { type Digest, digestFromHex } from "../../../oci/digest.ts";
import { malformedLock } from "./lock-error.ts";

/**
 * The sha256 of a text such as `sha256:…`; nothing for other algorithms, which the store could not verify. Throws
 * `BAD_LOCK` for a hash that cannot be one.
 */
export function lockHash(text: string, where: string): Digest | undefined {
  const [, algorithm, hex] = /^([a-z0-9_]+)[:=]([0-9a-f]+)$/i.exec(text.trim()) ?? [];
  if (!algorithm || !hex) throw malformedLock(`"${text}" is not a hash`, where);
  if (algorithm.toLowerCase() !== "sha256") return undefined;
  if (hex.length !== 64) throw malformedLock(`"${text}" is not a sha256: it has ${hex.length} digits`, where);
  return digestFromHex(hex, where);
}
