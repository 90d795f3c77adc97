import { CooperError } from "../../core/error.ts";
import { digestOfRequest, type PackageRequest } from "../debian/package-request.ts";
import { type LockedBase, type LockFile, lockFileName } from "./lock-file.ts";

/** Whether the lock file answers a request as it is asked today. */
export function isLocked(lock: LockFile | undefined, request: PackageRequest): boolean {
  return lock?.bases.get(request.id)?.request === digestOfRequest(request);
}

/** What is locked for a request. Fails with `LOCK_MISSING`, or with `LOCK_STALE` where its recipe has changed since. */
export function lockedBase(lock: LockFile | undefined, request: PackageRequest): LockedBase {
  const base = lock?.bases.get(request.id);
  if (base === undefined) {
    throw outdated("LOCK_MISSING", `the packages of ${request.id} are not in the lock file`);
  }
  if (base.request !== digestOfRequest(request)) {
    throw outdated("LOCK_STALE", `the recipe ${request.id} has changed since its packages were locked`);
  }
  return base;
}

function outdated(code: string, message: string): CooperError {
  return new CooperError(message, {
    code,
    where: lockFileName,
    hint: "Run `cooper lock` and commit the lock file.",
  });
}
