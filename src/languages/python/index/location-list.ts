import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { homeFolder } from "../../../core/home-folder.ts";
import type { IndexLocation, SettingsContext } from "./index-settings.ts";

/** Locations out of a list of words; none at all is told from an empty list. */
export function locationList(
  words: readonly string[] | undefined,
  origin: string,
  context: SettingsContext,
): IndexLocation[] | undefined {
  return words
    ?.filter((word) => word !== "")
    .map((word) => ({ url: absoluteLocation(word, context), origin }));
}

/** A URL as it is; a path, also one in a `file:` URL, absolute: `~` is the home folder, others start at the workspace. */
export function absoluteLocation(word: string, { env, root }: SettingsContext): string {
  if (word.startsWith("file:")) return fileURLToPath(word);
  if (/^[a-z][a-z0-9+.-]*:/i.test(word)) return word;
  return resolve(root, word.replace(/^~(?=\/|$)/, homeFolder(env)));
}

/** Values as pip writes them: words with white space between. */
export function wordsOf(value: string | undefined): string[] | undefined {
  return value?.split(/\s+/).filter(Boolean);
}
