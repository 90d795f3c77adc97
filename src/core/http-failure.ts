import { CooperError, codeOf, messageOf } from "./error.ts";
import { SilenceError } from "./http-silence.ts";
import { isProxyFailure, proxyFailure } from "./proxy-failure.ts";
import { redactUrl } from "./redact.ts";
import { isTlsFailure, tlsFailure } from "./tls-failure.ts";

/** A request that got no answer, or lost it half-way. */
export interface LostRequest {
  readonly url: URL;
  readonly cause: unknown;
  readonly signal?: AbortSignal | undefined;
  readonly hint?: string | undefined;
}

/**
 * What to throw for a request that failed below HTTP: `TLS_FAILURE`, `PROXY_REFUSED` or, with the chance of a second
 * try, `UNREACHABLE`. A cancelled request and an error of our own stay what they are.
 */
export function connectionFailure(what: string, { url, cause, signal, hint }: LostRequest): unknown {
  if (signal?.aborted || cause instanceof CooperError) return cause;
  const name = codeOf(cause) ?? messageOf(cause);
  if (/^UND_ERR_(HEADERS|BODY)_TIMEOUT$/.test(name)) return new SilenceError(url, cause);
  if (isTlsFailure(cause)) return tlsFailure(url, cause);
  if (isProxyFailure(cause, url)) return proxyFailure(url, cause);
  return new CooperError(`${what}: ${words[name] ?? name}`, {
    code: "UNREACHABLE",
    where: redactUrl(url),
    cause,
    hint: hint ?? "Check the address, the network and the proxy settings (HTTPS_PROXY, NO_PROXY).",
    // A name that is unknown for the moment is EAI_AGAIN.
    retryable: name !== "ENOTFOUND",
  });
}

/** For codes that only the HTTP client knows. */
const words: Readonly<Record<string, string>> = {
  UND_ERR_SOCKET: "it closed the connection",
  UND_ERR_CONNECT_TIMEOUT: "it took too long to connect",
};
