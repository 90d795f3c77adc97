import { CooperError } from "../../core/error.ts";
import { digestOfRequest, type PackageRequest } from "../debian/package-request.ts";
import { type LockedBase, type LockFile, lockFileName } from "./lock-file.ts";

/** Whether the lock file answers a request as it is asked today. */
export function isLocked(lock: LockFile | undefined, request: PackageRequest): boolean {
  return !lock?.edited?.has(request.id) && lock?.bases.get(request.id)?.request === digestOfRequest(request);
}

/**
 * What is locked for a request. Fails with `LOCK_MISSING`, with `LOCK_STALE` where its recipe has changed since, or with
 * `LOCK_EDITED`.
 */
export function lockedBase(lock: LockFile | undefined, request: PackageRequest): LockedBase {
  const base = lock?.bases.get(request.id);
  if (base === undefined) {
    throw outdated("LOCK_MISSING", `the packages of ${request.id} are not in the lock file`);
  }
  if (base.request !== digestOfRequest(request)) {
    throw outdated("LOCK_STALE", `the recipe ${request.id} has changed since its packages were locked`);
  }
  if (lock?.edited?.has(request.id)) throw editedSection(request.id);
  return base;
}

/** `LOCK_EDITED`: lines were added, taken out or changed, by hand or by a merge of two files. */
export function editedSection(name: string): CooperError {
  return new CooperError(`what is locked for ${name} is not what cooper chose`, {
    code: "LOCK_EDITED",
    where: lockFileName,
    hint: "Take the lock file back from version control. Or run `cooper lock`, which chooses anew, and commit it.",
  });
}

function outdated(code: string, message: string): CooperError {
  return new CooperError(message, {
    code,
    where: lockFileName,
    hint: "Run `cooper lock` and commit the lock file.",
  });
}
