import type { RandomAccess } from "../archive/zip-reader.ts";
import { CooperError } from "../core/error.ts";
import { collect } from "../core/stream.ts";
import type { Digest } from "../oci/digest.ts";
import type { BlobStore } from "../store/blob-store.ts";

/** A blob as the readers of zips want it. Fails with `BLOB_MISSING`. */
export async function blobAccess(blobs: BlobStore, digest: Digest): Promise<RandomAccess> {
  const size = await blobs.size(digest);
  if (size === undefined) {
    throw new CooperError("an archive that a layer is made of is not in the store", {
      code: "BLOB_MISSING",
      where: digest,
      hint: "Build again: what is missing is fetched anew.",
    });
  }
  return { size, read: (offset, length) => collect(blobs.open(digest, { offset, length }), length) };
}
