import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { CooperError } from "../../../core/error.ts";
import { isWithin } from "../../../sources/source-link.ts";
import type { LockRequest } from "./lock.ts";
import { unsupportedSource } from "./lock-error.ts";

/** A dependency of which the lock says only in which folder its sources are. */
export interface FolderProject {
  readonly name: string;
  /** Absolute path. */
  readonly folder: string;
  /** `file:line` for messages. */
  readonly where: string;
}

/**
 * Nothing is installed from a folder: its sources come into the image with the application or by `libs`, and what it
 * depends on is in the lock. Fails with `LOCK_UNSUPPORTED` where they do not come.
 */
export function refuseUnpacked({ name, folder, where }: FolderProject, request: LockRequest): void {
  const { root, directory, libs = [] } = request;
  const packed = directory === undefined ? libs : [directory, ...libs];
  if (packed.some((path) => isWithin(path, folder))) return;
  if (!isWithin(folder, root)) throw unsupportedSource(name, "a folder outside of the workspace", where);
  const sources = existsSync(join(folder, "src")) ? join(folder, "src") : folder;
  throw new CooperError(`${name} is a project of this workspace, and its sources are not in the image`, {
    code: "LOCK_UNSUPPORTED",
    where,
    hint: `Pack them: libs: ["//${relative(root, sources)}"]. What it depends on is in the lock and is installed.`,
  });
}
