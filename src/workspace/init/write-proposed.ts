import { writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { makeFolder } from "../../core/make-folder.ts";
import type { ProposedFile } from "./plan-init.ts";

/** Writes proposed files; one that has come to exist meanwhile is an error (`EEXIST`), never overwritten. */
export async function writeProposed(files: readonly ProposedFile[]): Promise<void> {
  for (const { path, content } of files) {
    makeFolder(dirname(path));
    await writeFile(path, content, { flag: "wx" });
  }
}
