import { CooperError } from "../../core/error.ts";
import type { Digest } from "../../oci/digest.ts";
import { formatReference, type RepositoryName } from "../../oci/reference.ts";

/**
 * Fails with `MANIFEST_UNREADABLE` where the registry lists something that it does not give out: without reading an
 * index nobody knows which manifests it needs.
 */
export function checkReadable(
  repository: RepositoryName,
  listed: Iterable<Digest>,
  missing: ReadonlySet<Digest>,
): void {
  for (const digest of listed) {
    if (!missing.has(digest)) continue;
    throw new CooperError("the registry lists an image that it does not have", {
      code: "MANIFEST_UNREADABLE",
      where: formatReference({ ...repository, digest }),
      hint: "Nothing was deleted. Try again later; where it stays so, delete or push this image by hand.",
      retryable: true,
    });
  }
}
