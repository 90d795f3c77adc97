import { CooperError, codeOf, messageOf } from "../../core/error.ts";
import { HttpError } from "../../core/http.ts";
import { redactUrl } from "../../core/redact.ts";
import type { Digest } from "../../oci/digest.ts";
import { fetchBlob } from "../../store/fetch-blob.ts";
import type { DebianTools } from "./debian-tools.ts";

/** A file whose digest is known before it is fetched. */
export interface VerifiedFile {
  /** How messages call it: `package libssl3 3.0.17 (amd64)`. */
  readonly name: string;
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
}

/** How a file is fetched. */
export interface FetchOptions {
  readonly hint: string;
  /** Tries in all for failures that may pass. */
  readonly tries?: number | undefined;
}

/**
 * Brings a file into the store, unless it is there, from the first of its addresses that serves what was signed. Fails
 * with `DIGEST_MISMATCH` where one of them served something else, or with the first answer that it is not there.
 * @returns Whether it was there already.
 */
export async function fetchVerified(
  file: VerifiedFile,
  urls: readonly string[],
  { tools, ...options }: FetchOptions & { tools: Pick<DebianTools, "blobs" | "signal"> },
): Promise<boolean> {
  const { name, digest, size } = file;
  if ((await tools.blobs.size(digest)) !== undefined) return true;
  let failure: unknown;
  for (const url of urls) {
    try {
      await fetchBlob(tools.blobs, url, { digest, size }, { signal: tools.signal, ...options });
      return false;
    } catch (error) {
      if (isMismatch(error)) failure = changed(error, name, url);
      else if (isGone(error)) failure ??= error;
      else throw error;
    }
  }
  throw failure;
}

/** Whether a server does not have a file, and another one may. */
export function isGone(error: unknown): boolean {
  return error instanceof HttpError && (error.status === 404 || error.status === 410);
}

function isMismatch(error: unknown): boolean {
  return codeOf(error) === "DIGEST_MISMATCH" || codeOf(error) === "SIZE_MISMATCH";
}

function changed(cause: unknown, name: string, url: string): CooperError {
  return new CooperError(`${name} is not what Debian signed: ${messageOf(cause)}`, {
    code: "DIGEST_MISMATCH",
    where: redactUrl(url),
    cause,
    hint: "Something between Debian and this machine changed it. Use another mirror, and find out what did.",
  });
}
