import { readLock } from "./lock-text.ts";

/**
 * Absolute paths of a lock file and of the files it includes, sorted: all that decides what is installed. Made for the
 * build with nothing to do: a lock that includes nothing is only looked through.
 */
export async function lockInputs(file: string): Promise<string[]> {
  const includes = /^\s*(?:-[rc]|--(?:requirement|constraint))/m;
  if (/\.(?:lock|toml)$/.test(file) || !includes.test(readLock(file))) return [file];
  const { readRequirementsFile } = await import("./requirements-file.ts");
  return [...(await readRequirementsFile(file)).files].sort();
}
