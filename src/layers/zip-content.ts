import { type Bytes, collect } from "../core/stream.ts";
import type { Digest } from "../oci/digest.ts";
import type { BlobStore } from "../store/blob-store.ts";
import type { ZipSlice } from "./spec.ts";

/** One member of a zip that is a blob. */
export async function* openZipContent(
  { blob, member }: { readonly blob: Digest; readonly member: ZipSlice },
  blobs: BlobStore,
): Bytes {
  const { openZipMember } = await import("../archive/zip-reader.ts");
  const read = (offset: number, length: number) => collect(blobs.open(blob, { offset, length }), length);
  yield* openZipMember(read, member);
}
