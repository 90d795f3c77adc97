import type { Dispatcher } from "undici";
import { CooperError, codeOf, messageOf } from "./error.ts";
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
 * GET, through the proxies of `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`, following redirects without carrying
 * credentials to another host. Fails with {@link HttpError} or with `UNREACHABLE`. The body must be read or left by
 * breaking out of its loop.
 */
export async function get(url: string | URL, options: HttpOptions = {}): Promise<HttpResponse> {
  return retry(() => getOnce(new URL(url), options, 10), {
    tries: options.tries ?? 4,
    signal: options.signal,
  });
}

async function getOnce(url: URL, options: HttpOptions, redirects: number): Promise<HttpResponse> {
  const { request } = await import("undici");
  const dispatcher = await dispatcherFor(options.ca);
  let response: Dispatcher.ResponseData;
  try {
    response = await request(url, {
      dispatcher,
      headers: { "user-agent": "cooper", ...options.headers },
      signal: options.signal ?? null,
    });
  } catch (cause) {
    throw unreachable(url, cause, options);
  }
  const { statusCode: status, headers } = response;
  const location = headers.location;
  if (status >= 300 && status < 400 && typeof location === "string" && redirects > 0) {
    await response.body.dump();
    const next = new URL(location, url);
    const kept = next.host === url.host ? options.headers : withoutCredentials(options.headers);
    return getOnce(next, { ...options, headers: kept }, redirects - 1);
  }
  if (status < 200 || status >= 300) {
    await response.body.dump();
    throw new HttpError(url.href, status, options.hint);
  }
  return { status, headers, url: url.href, body: guarded(response.body, url, options) };
}

async function* guarded(body: Bytes, url: URL, options: HttpOptions): Bytes {
  try {
    yield* body;
  } catch (cause) {
    throw unreachable(url, cause, options);
  }
}

function withoutCredentials(headers: HttpOptions["headers"]): HttpOptions["headers"] {
  if (!headers) return undefined;
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !/^(authorization|cookie)$/i.test(name)),
  );
}

function unreachable(url: URL, cause: unknown, options: HttpOptions): unknown {
  if (options.signal?.aborted || cause instanceof CooperError) return cause;
  return new CooperError(`${url.host} cannot be reached: ${codeOf(cause) ?? messageOf(cause)}`, {
    code: "UNREACHABLE",
    where: redactUrl(url),
    cause,
    hint: options.hint ?? "Check the address, the network and the proxy settings (HTTPS_PROXY, NO_PROXY).",
    retryable: true,
  });
}

const dispatchers = new Map<string, Promise<Dispatcher>>();

/** One pool of connections for each set of extra certificates. */
function dispatcherFor(ca = ""): Promise<Dispatcher> {
  let dispatcher = dispatchers.get(ca);
  if (!dispatcher) {
    dispatcher = makeDispatcher(ca);
    dispatchers.set(ca, dispatcher);
  }
  return dispatcher;
}

async function makeDispatcher(ca: string): Promise<Dispatcher> {
  const [{ EnvHttpProxyAgent }, { getCACertificates }] = await Promise.all([
    import("undici"),
    import("node:tls"),
  ]);
  const tls = ca === "" ? {} : { ca: [...getCACertificates("default"), ca] };
  return new EnvHttpProxyAgent({ connect: { timeout: 10_000, ...tls }, requestTls: tls, connections: 16 });
}
