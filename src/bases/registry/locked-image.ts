import { CooperError } from "../../core/error.ts";
import type { Digest } from "../../oci/digest.ts";
import { formatPlatform, type Platform } from "../../oci/platform.ts";
import { formatReference, type Reference } from "../../oci/reference.ts";
import { type LockedContents, type LockFile, lockFileName } from "../lock/lock-file.ts";
import { editedSection } from "../lock/locked-base.ts";

/** A base of a registry that the workspace names, and the platforms it is needed for. */
export interface ImageRequest {
  readonly reference: Reference;
  readonly platforms: readonly Platform[];
}

/** What is locked of an image for one platform. */
export interface LockedPlatform {
  /** Digest of the manifest. */
  readonly digest: Digest;
  /** Of the index, where the reference names one. */
  readonly index?: Digest | undefined;
  readonly contents: LockedContents;
}

/** Whether the lock file has an image for all platforms it is needed for. */
export function isImageLocked(lock: LockFile | undefined, { reference, platforms }: ImageRequest): boolean {
  const name = formatReference(reference);
  const image = lock?.images.get(name);
  return (
    !lock?.edited?.has(name) && platforms.every((platform) => image?.platforms.has(formatPlatform(platform)))
  );
}

/** What is locked for an image on a platform. Fails with `LOCK_MISSING` or `LOCK_EDITED`. */
export function lockedImage(
  lock: LockFile | undefined,
  reference: Reference,
  platform: Platform,
): LockedPlatform {
  const name = formatReference(reference);
  const image = lock?.images.get(name);
  if (lock?.edited?.has(name)) throw editedSection(name);
  const key = formatPlatform(platform);
  const digest = image?.platforms.get(key);
  if (image && digest) {
    return { digest, index: image.index, contents: image.contents.get(key) ?? { sizes: [], facts: {} } };
  }
  throw new CooperError(`the base ${name} is not in the lock file for ${key}`, {
    code: "LOCK_MISSING",
    where: lockFileName,
    hint: "Run `cooper lock` and commit the lock file.",
  });
}
