import { contentTypeOf } from "../../../core/content-type.ts";
import { CooperError } from "../../../core/error.ts";
import { HttpError, type HttpOptions, type HttpResponse, readUrl } from "../../../core/http.ts";
import { redactUrl } from "../../../core/redact.ts";
import { collect } from "../../../core/stream.ts";
import { withoutLogin } from "./credentials.ts";
import type { IndexConfig } from "./index-config.ts";
import type { IndexLocation } from "./index-settings.ts";

/** A document as an index sent it. */
export interface IndexPage {
  readonly text: string;
  /** The address after redirects, to which relative URLs belong. */
  readonly url: string;
  /** In lower case, without parameters. */
  readonly mediaType: string;
}

/** Largest page that is read; the longest ones of public indexes have some 30 MB. */
const pageLimit = 256e6;

/** How to ask for a URL: the login of its host, and the certificates. */
export function requestOptions(url: string, config: IndexConfig, signal?: AbortSignal): HttpOptions {
  const authorization = config.authorize(url);
  return { headers: authorization === undefined ? {} : { authorization }, ca: config.ca, signal };
}

/**
 * A page of an index, or nothing where there is none (404). Any other failure is an error that names the index and
 * where it was configured: `INDEX_REFUSED` or `INDEX_UNREACHABLE`.
 */
export async function getPage(
  url: string,
  index: IndexLocation,
  options: HttpOptions,
): Promise<IndexPage | undefined> {
  const accept =
    "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.01";
  try {
    return await readUrl(withoutLogin(url), readPage, {
      ...options,
      headers: { ...options.headers, accept },
    });
  } catch (error) {
    if (error instanceof HttpError && [404, 410].includes(error.status)) return undefined;
    throw indexFailure(error, url, index);
  }
}

async function readPage({ url, headers, body }: HttpResponse): Promise<IndexPage> {
  const mediaType = contentTypeOf(headers).toLowerCase() || "text/html";
  const text = (await collect(body, pageLimit)).toString("utf8");
  return { text, url, mediaType };
}

/** What went wrong, in terms of the index; what is not the network's doing stays as it is. */
export function indexFailure(error: unknown, url: string, index: IndexLocation): unknown {
  if (!(error instanceof CooperError)) return error;
  const where = redactUrl(url);
  const name = `the package index ${redactUrl(index.url)} (from ${index.origin})`;
  if (error instanceof HttpError && [401, 403, 407].includes(error.status)) {
    return new CooperError(`${name} refused the request: it answered ${error.status}`, {
      code: "INDEX_REFUSED",
      where,
      cause: error,
      hint: `Give it a login: a line "machine HOST login NAME password SECRET" in ~/.netrc, or user:password@ in its URL.`,
    });
  }
  if (!(error instanceof HttpError) && error.code !== "UNREACHABLE") return error;
  return new CooperError(`${name} cannot be used: ${error.message}`, {
    code: "INDEX_UNREACHABLE",
    where,
    cause: error,
    hint: "Check the network and the proxy settings. PIP_INDEX_URL or pip.conf choose another index.",
    retryable: error.retryable,
  });
}
