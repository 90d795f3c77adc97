import type { Readable } from "node:stream";
import { dispatcherFor } from "./http-dispatcher.ts";
import { connectionFailure, proxyRefusal } from "./http-failure.ts";
import type { Bytes } from "./stream.ts";

/** One request. */
export interface HttpRequest {
  readonly method?: "GET" | "HEAD" | "PUT" | "POST" | "PATCH" | "DELETE";
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** A stream needs its `content-length` among the headers. It may use one buffer of 64 KiB or more for all chunks. */
  readonly body?: Bytes | Uint8Array | string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** PEM certificates to trust besides those that Node trusts. */
  readonly ca?: string | undefined;
  /** Milliseconds to wait for an answer after the last byte went out; by default a minute. */
  readonly patience?: number | undefined;
  /** What to do where the server cannot be had. */
  readonly hint?: string | undefined;
}

/** An answer of any status. */
export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly url: URL;
  /** Must be read, left by breaking out of its loop, or dropped. */
  readonly body: Bytes;
  /** Lets the rest of the body go, so that the connection can serve again. */
  drop(): Promise<void>;
}

/**
 * Sends one request through the proxies of the environment: no redirects, no second try. Fails with `TLS_FAILURE`,
 * `PROXY_REFUSED` or `UNREACHABLE`, also while the body is read.
 */
export async function send(url: URL, request: HttpRequest = {}): Promise<HttpAnswer> {
  const { signal, hint } = request;
  try {
    const { statusCode: status, headers, body } = await dispatch(url, request);
    if (status === 407) {
      await body.dump();
      throw proxyRefusal(url);
    }
    return { status, headers, url, body: guarded(body, url, request), drop: () => body.dump() };
  } catch (cause) {
    throw connectionFailure(`${url.host} cannot be reached`, { url, cause, signal, hint });
  }
}

async function dispatch(url: URL, { method = "GET", ca, patience, ...rest }: HttpRequest) {
  const undici = await import("undici");
  return undici.request(url, {
    method,
    dispatcher: await dispatcherFor(ca),
    headers: { "user-agent": "cooper", ...rest.headers },
    body: bodyOf(rest.body),
    // Undici would close the connection after every HEAD: checking twenty layers would take twenty handshakes.
    reset: false,
    signal: rest.signal ?? null,
    headersTimeout: patience ?? null,
  });
}

/** Undici takes async iterables, which its types leave out, and asks for a chunk when the last one has gone out. */
function bodyOf(body: HttpRequest["body"]): Uint8Array | string | Readable | null {
  return (body ?? null) as Uint8Array | string | Readable | null;
}

async function* guarded(body: Bytes, url: URL, { signal, hint }: HttpRequest): Bytes {
  try {
    yield* body;
  } catch (cause) {
    throw connectionFailure(`the connection to ${url.host} was lost`, { url, cause, signal, hint });
  }
}
