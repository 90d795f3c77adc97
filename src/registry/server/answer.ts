import type { IncomingMessage, ServerResponse } from "node:http";
import { listReferrers, listRepositories, listTags } from "./discover.ts";
import { type Exchange, type Registry, reply } from "./exchange.ts";
import { pullBlob, pullManifest } from "./pull.ts";
import { beginUpload, cancelUpload, endUpload, uploadChunk, uploadStatus } from "./push-blob.ts";
import { pushManifest } from "./push-manifest.ts";
import { RegistryError, refusalOf } from "./registry-error.ts";
import { removeBlob, removeManifest } from "./remove.ts";
import { type Route, routeOf } from "./route.ts";

type Handler<R> = (exchange: Exchange, route: R) => Promise<void> | void;

/** For each kind of route the methods that it has. HEAD is answered as GET is, without the body. */
const handlers: {
  readonly [K in Route["kind"]]: Readonly<Record<string, Handler<Extract<Route, { kind: K }>>>>;
} = {
  base: { GET: (exchange) => reply(exchange, 200, { body: "{}" }) },
  catalog: { GET: listRepositories },
  tags: { GET: listTags },
  manifest: { GET: pullManifest, PUT: pushManifest, DELETE: removeManifest },
  blob: { GET: pullBlob, DELETE: removeBlob },
  referrers: { GET: listReferrers },
  uploads: { POST: beginUpload },
  upload: { GET: uploadStatus, PATCH: uploadChunk, PUT: endUpload, DELETE: cancelUpload },
};

/** Answers one request. Never fails. */
export async function answer(
  registry: Registry,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader("Docker-Distribution-API-Version", "registry/2.0");
  try {
    const { pathname, searchParams } = addressOf(request);
    const route = routeOf(pathname);
    if (!route)
      throw new RegistryError("UNSUPPORTED", "the distribution API has no such path", { status: 404 });
    await dispatch({ registry, request, response, query: searchParams }, route);
  } catch (error) {
    refuse({ request, response }, error);
  }
}

/** Source: RFC 9112, 3.2, of which the forms with a path are of use here. A path may begin with two slashes. */
function addressOf({ url = "/" }: IncomingMessage): URL {
  const address = URL.parse(url.startsWith("/") ? `http://localhost${url}` : url);
  if (address) return address;
  throw new RegistryError("UNSUPPORTED", "the distribution API has no such address", { status: 400 });
}

async function dispatch<R extends Route>(exchange: Exchange, route: R): Promise<void> {
  const methods = handlers[route.kind] as Readonly<Record<string, Handler<R>>>;
  const method = exchange.request.method === "HEAD" ? "GET" : (exchange.request.method ?? "");
  const handler = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (handler) return handler(exchange, route);
  const allowed = Object.keys(methods).flatMap((name) => (name === "GET" ? ["GET", "HEAD"] : [name]));
  throw new RegistryError("UNSUPPORTED", `${method} is not for this path`, {
    status: 405,
    headers: { Allow: allowed.join(", ") },
  });
}

/** An answer that has begun cannot be taken back: it is cut off, so that nobody takes it for whole. */
function refuse({ request, response }: Pick<Exchange, "request" | "response">, error: unknown): void {
  if (response.headersSent || response.destroyed) return void response.destroy();
  const refusal = refusalOf(error);
  // Many clients read no answer before they have sent all.
  request.resume();
  reply({ response }, refusal.status, { headers: refusal.headers, body: refusal.body });
}
