import { CooperError, codeOf } from "../core/error.ts";

/** What to throw for a failed write: `DISK_FULL` where there was no room (or no quota), else the failure itself. */
export function diskFullOr(error: unknown, folder: string): unknown {
  const code = codeOf(error);
  if (code !== "ENOSPC" && code !== "EDQUOT") return error;
  return new CooperError("there is no room left for the store", {
    code: "DISK_FULL",
    where: folder,
    cause: error,
    hint: "Free some space, run `cooper cache gc`, or name a folder on another disk with COOPER_STORE.",
  });
}
