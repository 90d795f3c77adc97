import { canonicalJson, type Json } from "../core/canonical-json.ts";
import { type Digest, digestOf } from "../oci/digest.ts";

/**
 * The key of a layer, or of anything else that is made once: the digest of what decides its bytes. Name the recipe and
 * its version first, such as `{ recipe: "python-wheels", version: 1, wheels: [...] }`.
 */
export function keyOf(parts: Json): Digest {
  return digestOf(canonicalJson(parts));
}
