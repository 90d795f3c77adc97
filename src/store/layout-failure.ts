import { CooperError } from "../core/error.ts";
import type { Digest } from "../oci/digest.ts";
import { documentLimit } from "../oci/document.ts";

/** What is wrong with a blob of a layout. */
export interface Damage {
  readonly code: string;
  readonly what: string;
}

/** It is not there. */
export const missing: Damage = { code: "BLOB_MISSING", what: "a part of the image is not in the layout" };

/** It has another size, in bytes, than its descriptor. */
export function wrongSize(found: number, size: number): Damage {
  return { code: "SIZE_MISMATCH", what: `a blob of the layout has ${found} bytes instead of ${size}` };
}

/** Its bytes are others. */
export function wrongDigest(digest: Digest): Damage {
  return { code: "DIGEST_MISMATCH", what: `a blob of the layout has the digest ${digest}` };
}

/** Registries would refuse such a manifest. */
export function tooLarge(size: number): Damage {
  const what = `a manifest of ${size} bytes is more than the ${documentLimit} allowed`;
  return { code: "DOCUMENT_TOO_LARGE", what };
}

/** For a blob at a path. */
export function damaged(where: string, { code, what }: Damage): CooperError {
  return new CooperError(what, { code, where, hint: "The layout is damaged: write it again." });
}

/** For a folder that holds something else, or nothing. */
export function noLayout(where: string, cause?: unknown): CooperError {
  return new CooperError("this is no OCI image layout of version 1", {
    code: "NO_IMAGE",
    where,
    cause,
    hint: "`cooper build --output FOLDER` writes one; it has the files oci-layout and index.json.",
  });
}
