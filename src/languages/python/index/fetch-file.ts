import { createReadStream } from "node:fs";
import { fileURLToPath } from "node:url";
import { CooperError, codeOf } from "../../../core/error.ts";
import { redactUrl } from "../../../core/redact.ts";
import { oncePerKey } from "../../../layers/once-per-key.ts";
import type { Stored } from "../../../store/blob-store.ts";
import { fetchBlob } from "../../../store/fetch-blob.ts";
import type { LockedPackage } from "../requirements/lock.ts";
import type { Candidate } from "./candidate.ts";
import { withoutLogin } from "./credentials.ts";
import { indexFailure } from "./index-client.ts";
import type { IndexSession } from "./session.ts";

const underWay = oncePerKey<Stored>();

/**
 * Brings a file of a package into the store, unless it is there, and makes sure that its hash is one of the lock's.
 * Two platforms that want the same file fetch it once. Throws `DIGEST_MISMATCH` for other bytes.
 */
export async function fetchFile(
  file: Candidate,
  entry: LockedPackage,
  session: IndexSession,
): Promise<Stored> {
  const { blobs } = session.tools;
  const size = file.digest && (await blobs.size(file.digest));
  if (file.digest && size !== undefined) return { digest: file.digest, size };
  return underWay(blobs, file.digest ?? file.url, () => bring(file, entry, session));
}

async function bring(file: Candidate, entry: LockedPackage, session: IndexSession): Promise<Stored> {
  const expected = { digest: file.digest, size: file.size };
  const { blobs } = session.tools;
  try {
    const stored = file.url.startsWith("file:")
      ? await blobs.put(createReadStream(fileURLToPath(file.url)), expected)
      : await fetchBlob(blobs, withoutLogin(file.url), expected, session.http(file.url));
    if (entry.hashes.has(stored.digest)) return stored;
  } catch (error) {
    if (codeOf(error) === "DIGEST_MISMATCH" || codeOf(error) === "SIZE_MISMATCH")
      throw tampered(file, entry, error);
    throw indexFailure(error, file.url, { url: new URL("/", file.url).href, origin: entry.where });
  }
  throw tampered(file, entry);
}

function tampered(file: Candidate, entry: LockedPackage, cause?: unknown): CooperError {
  return new CooperError(`${file.filename} at ${redactUrl(file.url)} is not the file that the lock names`, {
    code: "DIGEST_MISMATCH",
    where: entry.where,
    cause,
    hint: "Its bytes are not those that were locked. Find out who changed them (index, mirror or proxy) before you lock again.",
  });
}
