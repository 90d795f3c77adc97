import { get, type HttpOptions } from "../core/http.ts";
import { retry } from "../core/retry.ts";
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
  const once = async () => blobs.put((await get(url, options)).body, expected);
  return retry(once, { signal: options.signal });
}
