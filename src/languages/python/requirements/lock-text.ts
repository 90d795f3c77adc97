import { readFileSync } from "node:fs";
import { CooperError, codeOf } from "../../../core/error.ts";

/**
 * The text of a lock file; one that is not there is `NO_LOCK`. Synchronously, since a build with nothing to do looks
 * through the lock of every image, and the way through the thread pool takes five times as long.
 */
export function readLock(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    if (codeOf(cause) !== "ENOENT") throw cause;
    throw new CooperError("the lock file does not exist", {
      code: "NO_LOCK",
      where: file,
      cause,
      hint: "Check the path, or write it: `uv pip compile --generate-hashes requirements.in -o requirements_lock.txt`.",
    });
  }
}
