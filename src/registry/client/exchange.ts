import { CooperError } from "../../core/error.ts";
import { type HttpAnswer, type HttpRequest, send } from "../../core/http-send.ts";
import { redactUrl } from "../../core/redact.ts";
import type { Bytes } from "../../core/stream.ts";
import { type PlainHosts, resolveLocation } from "./origin.ts";

/** A request that may be sent several times: on a redirect, with another token. */
export interface Exchange extends Omit<HttpRequest, "body"> {
  readonly url: URL;
  /** A fresh stream each time. */
  readonly open?: (() => Bytes) | undefined;
  /** Holds a login, and goes to `origin` alone. */
  readonly text?: string | undefined;
  /** Sent to `origin` and to nobody else. */
  readonly authorization?: string | undefined;
  readonly origin: URL;
  readonly plain: PlainHosts;
}

const mostRedirects = 10;

/** Sends a request and follows redirects. A login never leaves the origin that it is for. */
export async function exchange(request: Exchange): Promise<HttpAnswer> {
  let url = request.url;
  for (let hops = 0; ; hops += 1) {
    const answer = await sendOnce(request, url);
    const { location } = answer.headers;
    if (!redirects(request, answer.status) || typeof location !== "string") return answer;
    await answer.drop();
    if (hops === mostRedirects) throw astray(url, "sends us round in circles");
    const next = resolveLocation(location, url, request.origin);
    if (!next) throw astray(url, "redirects to what is no address");
    const isLogin = request.text !== undefined;
    if (isLogin && next.origin !== request.origin.origin) throw astray(url, "sends a login to somebody else");
    url = request.plain.check(next, url.host);
  }
}

function sendOnce(
  { open, text, authorization, origin, ...request }: Exchange,
  url: URL,
): Promise<HttpAnswer> {
  const login = authorization !== undefined && url.origin === origin.origin ? { authorization } : {};
  return send(url, {
    ...request,
    headers: { ...request.headers, ...login },
    body: open ? open() : text,
  });
}

/** A body goes on only where the status says so; other redirects of writes are failures. */
function redirects({ method = "GET" }: Exchange, status: number): boolean {
  if (status === 307 || status === 308) return true;
  return (method === "GET" || method === "HEAD") && (status === 301 || status === 302 || status === 303);
}

function astray(url: URL, what: string): CooperError {
  return new CooperError(`${url.host} ${what}`, {
    code: "REGISTRY_PROTOCOL",
    where: redactUrl(`${url.origin}${url.pathname}`),
    hint: "Check the registry's address, and any proxy in front of it.",
  });
}
