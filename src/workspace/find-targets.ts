import { walkFolders } from "./walk-folders.ts";

/** The file that makes a folder a target. */
export const targetFile = "image.ts";

/** The folders that hold an `image.ts`, relative to the root (empty for the root itself), sorted. See {@link walkFolders}. */
export function findTargets(root: string): string[] {
  const found: string[] = [];
  for (const { path, names } of walkFolders(root)) if (names.has(targetFile)) found.push(path);
  return found.sort();
}
