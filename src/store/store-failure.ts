import { CooperError, codeOf } from "../core/error.ts";

const full = new Set(["ENOSPC", "EDQUOT"]);
const refused = new Set(["EACCES", "EPERM", "EROFS", "ENOTDIR", "EISDIR"]);

/**
 * What to throw where the system refuses a read or a write in the folder of a store: `DISK_FULL` where there was no
 * room (or no quota), `STORE_UNWRITABLE` where the folder is not ours to write, else the failure itself.
 */
export function storeFailure(error: unknown, folder: string): unknown {
  const code = codeOf(error) ?? "";
  if (full.has(code)) {
    return new CooperError("there is no room left for the store", {
      code: "DISK_FULL",
      where: folder,
      cause: error,
      hint: "Free some space, run `cooper cache gc`, or name a folder on another disk with COOPER_STORE.",
    });
  }
  return refused.has(code) ? unusable(folder, error) : error;
}

/** For a folder that cannot be made or written. */
export function unusable(folder: string, cause: unknown): CooperError {
  return new CooperError("the folder of the store cannot be used", {
    code: "STORE_UNWRITABLE",
    where: folder,
    cause,
    hint: "Name a folder that you can write to with COOPER_STORE.",
  });
}
