import { CooperError } from "../core/error.ts";

/** What can be wrong with an archive, and what its reader can do about each. */
const hints = {
  UNSAFE_PATH:
    "The archive was made by mistake or with ill intent. Do not unpack it; get it again from its publisher.",
  DEVICE_REFUSED:
    "Packages and layers of a service carry no device files. Get the archive from its publisher again.",
  BAD_ARCHIVE: "The file is damaged or is no archive of this kind. Fetch it again, and check its digest.",
  TRUNCATED: "The file ends too early. Fetch it again.",
  SIZE_LIED: "The content changed while it was read, or the size that was announced is wrong.",
  ARCHIVE_LIMIT: "It may be a decompression bomb. Where it is meant to be that large, raise the limit.",
  UNSUPPORTED_ARCHIVE: "Pack the files again with an ordinary tool (GNU tar, Python's zipfile).",
} as const;

/** The name of a failure, as in `CooperError.code`. */
export type ArchiveErrorCode = keyof typeof hints;

/** An error about an archive. `where` names the archive, and the member where that is known. */
export function archiveError(
  code: ArchiveErrorCode,
  message: string,
  where: string | undefined,
  cause?: unknown,
): CooperError {
  return new CooperError(message, { code, where, hint: hints[code], cause });
}
