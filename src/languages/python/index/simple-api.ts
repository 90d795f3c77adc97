import { CooperError, firstLine, messageOf } from "../../../core/error.ts";
import type { HttpOptions } from "../../../core/http.ts";
import { redactUrl } from "../../../core/redact.ts";
import type { Candidate } from "./candidate.ts";
import { getPage, type IndexPage } from "./index-client.ts";
import type { IndexLocation } from "./index-settings.ts";
import { parseSimpleHtml } from "./simple-html.ts";
import { parseSimpleJson } from "./simple-json.ts";

/** The files that an index has of a project, by its normalised name; none where it does not know the project. */
export async function projectFiles(
  index: IndexLocation,
  name: string,
  options: HttpOptions,
): Promise<readonly Candidate[]> {
  const page = await getPage(`${index.url.replace(/\/*$/, "")}/${name}/`, index, options);
  return page === undefined ? [] : parsePage(page, index);
}

/** The files that a page of links, as `--find-links` names it, leads to. */
export async function linkedFiles(page: IndexLocation, options: HttpOptions): Promise<readonly Candidate[]> {
  const found = await getPage(page.url, page, options);
  return found === undefined ? [] : parsePage(found, page);
}

/** Sources: PEP 691, "Content-Types". Some servers send pages as plain text. */
function parsePage({ text, url, mediaType }: IndexPage, index: IndexLocation): Candidate[] {
  const json = /^application\/(?:vnd\.pypi\.simple\.(?:v1|latest)\+)?json$/.test(mediaType);
  try {
    return json ? parseSimpleJson(text, url) : parseSimpleHtml(text, url);
  } catch (cause) {
    throw new CooperError(`what the index answered is no list of files: ${firstLine(messageOf(cause))}`, {
      code: "BAD_INDEX_PAGE",
      where: redactUrl(url),
      cause,
      hint: `Check that ${index.origin} names a simple index (its URL mostly ends in /simple).`,
    });
  }
}
