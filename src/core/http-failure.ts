import { CooperError, codeOf, messageOf } from "./error.ts";
import { SilenceError } from "./http-silence.ts";
import { redactUrl } from "./redact.ts";

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
  const { code, remedy } = kindOf(cause, url);
  return new CooperError(`${what}: ${words[name] ?? name}`, {
    code,
    where: redactUrl(url),
    cause,
    hint: code === "UNREACHABLE" ? (hint ?? remedy) : remedy,
    retryable: code === "UNREACHABLE",
  });
}

/** For codes that only the HTTP client knows. */
const words: Readonly<Record<string, string>> = {
  UND_ERR_SOCKET: "it closed the connection",
  UND_ERR_CONNECT_TIMEOUT: "it took too long to connect",
};

/** The answer of a proxy that let nothing through. */
export function proxyRefusal(url: URL, cause?: unknown): CooperError {
  return new CooperError(`the proxy refused to connect to ${url.host}`, {
    code: "PROXY_REFUSED",
    where: redactUrl(url),
    cause,
    hint: proxyRemedy,
  });
}

const proxyRemedy =
  "Check HTTPS_PROXY, HTTP_PROXY and the login in them; name hosts that need no proxy in NO_PROXY.";
const tlsRemedy =
  "Where a private authority signed its certificate, name that authority's file in NODE_EXTRA_CA_CERTS.";
const networkRemedy = "Check the address, the network and the proxy settings (HTTPS_PROXY, NO_PROXY).";

const tlsCode =
  /^(ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(VERIFY|GET_ISSUER)|HOSTNAME_MISMATCH|EPROTO$)/;

function kindOf(cause: unknown, url: URL): { readonly code: string; readonly remedy: string } {
  if (tlsCode.test(codeOf(cause) ?? "")) return { code: "TLS_FAILURE", remedy: tlsRemedy };
  if (/^Proxy response \(/.test(messageOf(cause)) || isAtProxy(cause, url)) {
    return { code: "PROXY_REFUSED", remedy: proxyRemedy };
  }
  return { code: "UNREACHABLE", remedy: networkRemedy };
}

/** Whether it was the proxy that could not be reached: a connection error tells the port. */
function isAtProxy(cause: unknown, url: URL): boolean {
  const port = String((cause as { port?: unknown } | null)?.port ?? "");
  const { https_proxy, HTTPS_PROXY, http_proxy, HTTP_PROXY } = process.env;
  const proxies = [https_proxy, HTTPS_PROXY, http_proxy, HTTP_PROXY].map((text) => URL.parse(text ?? ""));
  return port !== "" && port !== url.port && proxies.some((proxy) => proxy?.port === port);
}
