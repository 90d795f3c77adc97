import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { codeOf } from "./error.ts";
import { isFolder } from "./file-kind.ts";

/**
 * Makes a folder and those above it, unless it is there. Node's own `recursive` never comes back from a folder that
 * takes no other, such as `/proc`: here that is `ENOENT`.
 */
export function makeFolder(path: string): void {
  if (isFolder(path)) return;
  try {
    mkdirSync(path);
  } catch (error) {
    // Another process may have been faster.
    if (isFolder(path)) return;
    if (codeOf(error) !== "ENOENT" || isFolder(dirname(path))) throw error;
    makeFolder(dirname(path));
    makeFolder(path);
  }
}
