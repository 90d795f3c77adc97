import { CooperError } from "../../core/error.ts";
import type { LockedPackage } from "../lock/lock-file.ts";
import { mirrorHint } from "./archives.ts";
import type { DebianTools } from "./debian-tools.ts";
import { fetchVerified, isGone, type VerifiedFile } from "./fetch-verified.ts";
import { snapshotTries, snapshotUrls } from "./snapshot.ts";

type FetchTools = Pick<DebianTools, "blobs" | "signal" | "archives">;

/**
 * Brings a locked package into the store under its sha256, unless it is there: from the mirror, and from
 * snapshot.debian.org where the mirror has dropped that version. Fails with `DIGEST_MISMATCH`, or with `PACKAGE_GONE`
 * where nobody has it any more.
 */
export async function fetchPackage(locked: LockedPackage, tools: FetchTools): Promise<void> {
  const { name, version, architecture, sha256, size, archive, path } = locked;
  const file = { name: `package ${name} ${version} (${architecture})`, digest: sha256, size };
  const mirrored = `${tools.archives.roots[archive]}/${path}`;
  try {
    await fetchVerified(file, [mirrored], { hint: mirrorHint, tools });
  } catch (error) {
    if (!isGone(error)) throw error;
    await fetchDropped(locked, { file, tools });
  }
}

async function fetchDropped(
  locked: LockedPackage,
  { file, tools }: { readonly file: VerifiedFile; readonly tools: FetchTools },
): Promise<void> {
  try {
    const urls = await snapshotUrls(locked, tools);
    if (urls.length === 0) throw gone(file.name);
    await fetchVerified(file, urls, { hint: mirrorHint, tries: snapshotTries, tools });
  } catch (error) {
    throw isGone(error) ? gone(file.name, error) : error;
  }
}

function gone(name: string, cause?: unknown): CooperError {
  return new CooperError(`${name} is neither on the mirror nor in the snapshot archive`, {
    code: "PACKAGE_GONE",
    cause,
    hint: "Run `cooper lock --update` to choose the versions of today.",
  });
}
