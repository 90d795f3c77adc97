import type { Buffer } from "node:buffer";
import { CooperError } from "../core/error.ts";
import { collect } from "../core/stream.ts";
import type { Descriptor } from "../oci/descriptor.ts";
import { digestOf } from "../oci/digest.ts";
import { documentLimit } from "../oci/document.ts";
import type { BlobStore } from "../store/blob-store.ts";

/** The raw bytes of a manifest, index or config, verified. Fails with `BLOB_MISSING` or `DIGEST_MISMATCH`. */
export async function readDocument(blobs: BlobStore, { digest, size }: Descriptor): Promise<Buffer> {
  if (size > documentLimit) throw tooLarge(digest, size);
  const raw = await collect(blobs.open(digest), documentLimit, digest);
  if (raw.length === size && digestOf(raw) === digest) return raw;
  throw new CooperError("the stored bytes are not those that the descriptor names", {
    code: "DIGEST_MISMATCH",
    where: digest,
    hint: "Run `cooper cache verify`, then build or pull the image again.",
  });
}

function tooLarge(digest: string, size: number): CooperError {
  return new CooperError(`a manifest or config of ${size} bytes is more than the ${documentLimit} allowed`, {
    code: "DOCUMENT_TOO_LARGE",
    where: digest,
    hint: "Registries refuse such an image too: shorten its labels, annotations or environment.",
  });
}
