import { type HttpOptions, readUrl } from "../core/http.ts";
import type { BlobStore, Expected, Stored } from "./blob-store.ts";

/**
 * Brings what a URL holds into the store, verified while it streams. A connection lost in the middle is tried again;
 * a wrong digest is not.
 */
export function fetchBlob(
  blobs: BlobStore,
  url: string,
  expected: Expected,
  options: HttpOptions = {},
): Promise<Stored> {
  return readUrl(url, ({ body }) => blobs.put(body, expected), options);
}
