import { readFile } from "node:fs/promises";
import { codeOf } from "./error.ts";

/** The text of a file; nothing where there is none, or where it is not for us to read. */
export async function readOptional(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "EISDIR", "EACCES"].includes(codeOf(error) ?? "")) return undefined;
    throw error;
  }
}
