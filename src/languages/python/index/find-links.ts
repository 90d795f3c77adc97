import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { codeOf } from "../../../core/error.ts";
import type { HttpOptions } from "../../../core/http.ts";
import { readOptional } from "../../../core/optional-file.ts";
import type { Candidate } from "./candidate.ts";
import type { IndexLocation } from "./index-settings.ts";
import { linkedFiles } from "./simple-api.ts";
import { parseSimpleHtml } from "./simple-html.ts";

/**
 * The files of one `--find-links` place: a page on the web, a page on disk, a folder, or a single file. A place on disk
 * that does not exist has none, as for pip.
 */
export async function findLinks(
  place: IndexLocation,
  options: (url: string) => HttpOptions,
): Promise<readonly Candidate[]> {
  const { url } = place;
  if (/^https?:/i.test(url)) return linkedFiles(place, options(url));
  if (/\.html?$/i.test(url)) return parseSimpleHtml((await readOptional(url)) ?? "", pathToFileURL(url).href);
  return (await filesAt(url)).map((path) => ({
    filename: path.slice(path.lastIndexOf("/") + 1),
    url: pathToFileURL(path).href,
  }));
}

async function filesAt(path: string): Promise<string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    return (await readdir(path)).sort().map((name) => join(path, name));
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw error;
  }
}
