import { readdir } from "node:fs/promises";
import { CooperError, codeOf } from "../core/error.ts";

/**
 * What lies in a folder that is to be an image layout; nothing where there is no folder. Anything but a layout is
 * somebody's work and fails with `OUTPUT_EXISTS`.
 */
export async function outputNames(folder: string): Promise<readonly string[] | undefined> {
  const there = await namesIn(folder);
  if (there?.length && !there.includes("oci-layout")) throw occupied(folder);
  return there;
}

async function namesIn(folder: string): Promise<string[] | undefined> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    if (codeOf(error) === "ENOTDIR") throw occupied(folder);
    throw error;
  }
}

function occupied(folder: string): CooperError {
  return new CooperError("something that is not an image layout is there already", {
    code: "OUTPUT_EXISTS",
    where: folder,
    hint: "Remove it or write to another folder.",
  });
}
