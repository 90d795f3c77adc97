import { CooperError, codeOf, messageOf } from "./error.ts";
import { redactUrl } from "./redact.ts";

/** What undici says where a proxy opens no tunnel. */
const noTunnel = /^Proxy response \((\d+)\)/;

/** Whether a request came as far as a proxy, and no farther. */
export function isProxyFailure(cause: unknown, url: URL): boolean {
  return noTunnel.test(messageOf(cause)) || proxyAt(cause, url) !== undefined;
}

/** `PROXY_REFUSED` for {@link isProxyFailure}. */
export function proxyFailure(url: URL, cause: unknown): CooperError {
  const proxy = proxyAt(cause, url);
  const status = noTunnel.exec(messageOf(cause))?.[1] ?? "";
  return proxy
    ? refused(url, `the proxy ${proxy.host} cannot be reached: ${codeOf(cause) ?? messageOf(cause)}`)
    : proxyRefusal(url, status);
}

/** `PROXY_REFUSED` for a proxy that answered with a status of its own. */
export function proxyRefusal(url: URL, status: string): CooperError {
  const login = status === "407" ? "It wants a login: HTTPS_PROXY=http://name:password@host:port. " : "";
  return refused(url, `the proxy refused to connect to ${url.host}: it answered ${status}`, login);
}

function refused(url: URL, message: string, remedy = ""): CooperError {
  return new CooperError(message, {
    code: "PROXY_REFUSED",
    where: redactUrl(url),
    hint: `${remedy}Check HTTPS_PROXY and HTTP_PROXY; name hosts that need no proxy in NO_PROXY.`,
  });
}

/** The proxy that could not be reached: a connection error tells the port. */
function proxyAt(cause: unknown, url: URL): URL | undefined {
  const port = String((cause as { port?: unknown } | null)?.port ?? "");
  const { https_proxy, HTTPS_PROXY, http_proxy, HTTP_PROXY } = process.env;
  const proxies = [https_proxy, HTTPS_PROXY, http_proxy, HTTP_PROXY].map((text) => URL.parse(text ?? ""));
  if (port === "" || port === url.port) return undefined;
  return proxies.find((proxy) => proxy?.port === port) ?? undefined;
}
