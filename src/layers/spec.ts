import type { EntryHeader } from "../archive/entry.ts";
import type { ZipSlice } from "../archive/zip-record.ts";
import type { Digest } from "../oci/digest.ts";

/** Where the bytes of a file come from. Data only, so that a specification can be compared, stored and sent elsewhere. */
export type Content =
  | { readonly from: "bytes"; readonly bytes: Uint8Array }
  /** A file of the workspace, by absolute path, and the digest that went into the key: what is read must have it. */
  | { readonly from: "file"; readonly file: string; readonly digest?: Digest | undefined }
  /** A run of bytes inside a blob of the store, such as one file of an uncompressed tar. */
  | { readonly from: "blob"; readonly blob: Digest; readonly offset: number; readonly length: number }
  /** A member of a zip (a wheel) that is a blob of the store. */
  | { readonly from: "zip"; readonly blob: Digest; readonly member: ZipSlice };

/** One file of a layer. `size` is the length of the content. */
export interface LayerEntry extends EntryHeader {
  /** Present exactly for files. */
  readonly source?: Content;
}

/**
 * What goes into a layer. The key is computed from the recipe's version and the digests of the inputs without reading
 * them whole: equal keys, equal bytes. Entries are listed only where no layer with that key is in the cache.
 */
export interface LayerSpec {
  /** What a person calls it: `python3.11 standard library`, `requests, urllib3 and 4 more`. */
  readonly name: string;
  readonly key: Digest;
  /** In any order; the builder sorts by path, adds missing parent folders and refuses two entries with one path. */
  entries(): Promise<readonly LayerEntry[]>;
}
