import { readFile } from "node:fs/promises";
import { CooperError, codeOf } from "../../../core/error.ts";

/** The text of a lock file; one that is not there is `NO_LOCK`. */
export async function readLock(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
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
