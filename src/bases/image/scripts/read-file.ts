import { collect } from "../../../core/stream.ts";
import type { DebEntry } from "../deb.ts";
import type { ScriptInput } from "./script.ts";

/** The most that a script reads of one file. */
const limit = 16 * 2 ** 20;

/** The content of a file of a package. */
export function readFile({ deb, blobs }: ScriptInput, { offset, size }: DebEntry): Promise<Buffer> {
  return collect(blobs.open(deb.blobs[0], { offset, length: size }), limit);
}

/** The file at a path of a package, if it has one there. */
export function findFile({ deb }: ScriptInput, path: string): DebEntry | undefined {
  return deb.entries.find((entry) => entry.path === path && entry.type === "file");
}
