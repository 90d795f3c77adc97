import type { Readable } from "node:stream";
import { dispatcherFor } from "./http-dispatcher.ts";
import { connectionFailure } from "./http-failure.ts";
import { longestSilence, SilenceError, watched } from "./http-silence.ts";
import { inPieces } from "./pieces.ts";
import { proxyRefusal } from "./proxy-failure.ts";
import type { Bytes } from "./stream.ts";

/** One request. */
export interface HttpRequest {
  readonly method?: "GET" | "HEAD" | "PUT" | "POST" | "PATCH" | "DELETE";
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** A stream needs its `content-length` among the headers. A chunk is used until the next one is asked for. */
  readonly body?: Bytes | Uint8Array | string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** PEM certificates to trust besides those that Node trusts. */
  readonly ca?: string | undefined;
  /** How many times as long as usual to wait for an answer after the last byte went out. */
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
 * `PROXY_REFUSED` or `UNREACHABLE`, also while the body is read. A server may be slow, but not silent.
 */
export async function send(url: URL, request: HttpRequest = {}): Promise<HttpAnswer> {
  const { signal, hint } = request;
  try {
    const { statusCode: status, headers, body } = await dispatch(url, request);
    if (status === 407) {
      await body.dump();
      throw proxyRefusal(url, "407");
    }
    return { status, headers, url, body: guarded(body, url, request), drop: () => body.dump() };
  } catch (cause) {
    throw connectionFailure(`${url.host} cannot be reached`, { url, cause, signal, hint });
  }
}

async function dispatch(url: URL, { method = "GET", ca, patience = 1, ...rest }: HttpRequest) {
  const undici = await import("undici");
  const silence = new AbortController();
  const giveUp = () => silence.abort(new SilenceError(url));
  return undici.request(url, {
    method,
    dispatcher: await dispatcherFor(ca),
    headers: { "user-agent": "cooper", ...rest.headers },
    body: bodyOf(rest.body, giveUp),
    // Undici would close the connection after every HEAD: checking twenty layers would take twenty handshakes.
    reset: false,
    signal: AbortSignal.any([silence.signal, ...(rest.signal ? [rest.signal] : [])]),
    headersTimeout: patience * longestSilence(),
  });
}

function bodyOf(body: HttpRequest["body"], giveUp: () => void): Uint8Array | string | Readable | null {
  if (body === undefined) return null;
  if (typeof body === "string" || body instanceof Uint8Array) return body;
  // Undici takes async iterables; its types leave them out.
  return watched(inPieces(body, pieceSize), giveUp) as unknown as Readable;
}

/**
 * What the buffer of a socket holds at most. Undici asks for the next piece at once while that is not full; only one that
 * fills it has certainly gone out when the next one is asked for.
 */
const pieceSize = 64 * 1024;

async function* guarded(body: Bytes, url: URL, { signal, hint }: HttpRequest): Bytes {
  try {
    yield* body;
  } catch (cause) {
    throw connectionFailure(`the connection to ${url.host} was lost`, { url, cause, signal, hint });
  }
}
