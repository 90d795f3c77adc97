import type { Descriptor } from "../../oci/descriptor.ts";
import type { Reference } from "../../oci/reference.ts";
import type { BlobStore } from "../../store/blob-store.ts";
import type { LayerCompressor } from "../recompress.ts";

/** What is to be written, and the names by which engines will know it. */
export interface ExportedImage {
  /** Of a manifest or an index in the store. */
  readonly root: Descriptor;
  /** May be empty. A digest in them is left out: the bytes have it. */
  readonly names: readonly Reference[];
}

/** What an export works with. */
export interface ExportTools {
  readonly blobs: BlobStore;
  /** What to do with layers that the store keeps as plain tars; without it they are written as they are. */
  readonly compress?: LayerCompressor | undefined;
  readonly signal?: AbortSignal | undefined;
}
