import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { listen } from "../../support/loopback.ts";
import type { Owner } from "./workspace.ts";

/** A stand-in for Harbor. */
export interface TestHarbor {
  /** `127.0.0.1:<port>` */
  readonly host: string;
  /** When a digest was last pulled, in milliseconds since 1970. Reading a manifest changes it. */
  readonly pulled: Map<string, number>;
  /** Digests whose tags a rule of the project makes immutable. */
  readonly immutable: Set<string>;
}

/**
 * Puts what makes Harbor different before another registry: an API that tells pulls, GET of a manifest counts as one and
 * HEAD does not, tags cannot be deleted, and what has an immutable tag neither (412).
 */
export async function startHarbor(owner: Owner, registry: string): Promise<TestHarbor> {
  const pulled = new Map<string, number>();
  const immutable = new Set<string>();
  const server = createServer((asked, response) => {
    const { pathname, searchParams } = new URL(asked.url ?? "/", `http://${registry}`);
    const list = /^\/api\/v2\.0\/projects\/([^/]+)\/repositories\/([^/]+)\/artifacts$/.exec(pathname);
    const target = /\/manifests\/([^/]+)$/.exec(pathname)?.[1] ?? "";
    if (pathname === "/api/v2.0/ping") response.end("Pong\n");
    else if (list) void listArtifacts(`${list[1]}/${decodeURIComponent(decodeURIComponent(list[2] ?? ""))}`);
    else if (asked.method === "DELETE" && !target.startsWith("sha256:")) refuse(response, 400, "UNSUPPORTED");
    else if (asked.method === "DELETE" && immutable.has(target)) refuse(response, 412, "PRECONDITION");
    else forward(registry, asked, response, (digest) => pulled.set(digest, Date.now()));

    async function listArtifacts(repository: string): Promise<void> {
      const artifacts = await artifactsOf(registry, repository, pulled);
      const [page, size] = [Number(searchParams.get("page")), Number(searchParams.get("page_size"))];
      if (artifacts.length > page * size) {
        searchParams.set("page", String(page + 1));
        response.setHeader("link", `<${pathname}?${searchParams}>; rel="next"`);
      }
      response.end(JSON.stringify(artifacts.slice((page - 1) * size, page * size)));
    }
  });
  const host = await listen(owner, server);
  return { host, pulled, immutable };
}

function refuse(response: ServerResponse, status: number, code: string): void {
  const message = code === "PRECONDITION" ? "its tag is immutable" : "not a digest";
  response.writeHead(status).end(JSON.stringify({ errors: [{ code, message }] }));
}

/** What has a tag: Harbor lists platforms below their index, and what cosign attaches as accessories. */
async function artifactsOf(registry: string, repository: string, pulled: ReadonlyMap<string, number>) {
  const base = `http://${registry}/v2/${repository}`;
  const { tags } = (await (await fetch(`${base}/tags/list`)).json()) as { tags: string[] };
  const named = tags.filter((tag) => !tag.startsWith("sha256-"));
  const accept = "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json";
  return Promise.all(
    named.map(async (name) => {
      const { headers } = await fetch(`${base}/manifests/${name}`, { method: "HEAD", headers: { accept } });
      const digest = headers.get("docker-content-digest") ?? "";
      const at = pulled.get(digest);
      const time = at === undefined ? "0001-01-01T00:00:00.000Z" : new Date(at).toISOString();
      return { digest, pull_time: time, tags: [{ name, pull_time: time }] };
    }),
  );
}

function forward(
  registry: string,
  asked: IncomingMessage,
  response: ServerResponse,
  onPull: (digest: string) => void,
): void {
  const [hostname, port] = registry.split(":");
  const { method, url: path, headers } = asked;
  const onward = request(
    { hostname, port, method, path, headers: { ...headers, host: registry } },
    (answer) => {
      const digest = answer.headers["docker-content-digest"];
      if (method === "GET" && path?.includes("/manifests/") && digest) onPull(String(digest));
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  asked.pipe(onward);
}
