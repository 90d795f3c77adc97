import { CooperError, UsageError } from "./error.ts";
import { send } from "./http-send.ts";
import { basicAuthorization, loginIn } from "./login.ts";
import { redactUrl } from "./redact.ts";
import { retry } from "./retry.ts";
import type { Bytes } from "./stream.ts";

/** How to ask. */
export interface HttpOptions {
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Tries in all for failures that may pass: no connection, 408, 429, 5xx. */
  readonly tries?: number | undefined;
  /** PEM certificates to trust besides those that Node trusts. */
  readonly ca?: string | undefined;
  /** What to do where the server cannot be had. */
  readonly hint?: string | undefined;
}

/** An answer with a status of 2xx, as far as it has come. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The address after redirects. */
  readonly url: string;
  readonly body: Bytes;
}

/** A server answered with a status other than 2xx. */
export class HttpError extends CooperError {
  override readonly name = "HttpError";
  readonly status: number;

  constructor(url: string, status: number, hint?: string) {
    super(`the server answered ${status}`, {
      code: "HTTP_STATUS",
      where: redactUrl(url),
      hint,
      retryable: status === 408 || status === 429 || status >= 500,
    });
    this.status = status;
  }
}

/**
 * GET, with what {@link readUrl} says of it. The body must be read or left by breaking out of its loop; a connection that
 * is lost meanwhile fails it.
 */
export function get(url: string | URL, options: HttpOptions = {}): Promise<HttpResponse> {
  return readUrl(url, async (response) => response, options);
}

/**
 * GET, and reads the answer: again from its beginning where the connection is lost half-way. Goes through the proxies of
 * `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` and follows redirects without carrying credentials to another origin. A
 * login in the URL is sent as Basic authentication. Fails with {@link HttpError}, `BAD_URL`, or as {@link send} or `read`.
 */
export async function readUrl<T>(
  url: string | URL,
  read: (response: HttpResponse) => Promise<T>,
  options: HttpOptions = {},
): Promise<T> {
  const start = parseUrl(url);
  const { tries = 4, signal } = options;
  return retry(async () => read(await getOnce(start, options, 10)), { tries, signal });
}

async function getOnce(url: URL, options: HttpOptions, redirects: number): Promise<HttpResponse> {
  const login = loginIn(url);
  const authorization = login && { authorization: basicAuthorization(login) };
  const answer = await send(url, { ...options, headers: { ...authorization, ...options.headers } });
  const { status, headers, body } = answer;
  if (status >= 200 && status < 300) return { status, headers, url: url.href, body };
  await answer.drop();
  if (status < 300 || status >= 400 || typeof headers.location !== "string" || redirects === 0) {
    throw new HttpError(url.href, status, options.hint);
  }
  const next = parseUrl(headers.location, url);
  // Not the host alone: from https to http on one host, credentials would go out in the clear.
  const kept = next.origin === url.origin ? options.headers : withoutCredentials(options.headers);
  return getOnce(next, { ...options, headers: kept }, redirects - 1);
}

function parseUrl(url: string | URL, base?: URL): URL {
  const parsed = URL.parse(String(url), base?.href);
  if (parsed && /^https?:$/.test(parsed.protocol)) return parsed;
  throw new UsageError("this is not the address of a web server", {
    code: "BAD_URL",
    where: redactUrl(url),
    hint: base ? `${base.host} sent us there.` : "Write an address that begins with https:// or http://.",
  });
}

function withoutCredentials(headers: HttpOptions["headers"]): HttpOptions["headers"] {
  if (!headers) return undefined;
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !/^(authorization|cookie)$/i.test(name)),
  );
}
