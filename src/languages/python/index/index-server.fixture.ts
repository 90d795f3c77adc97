import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { TestContext } from "node:test";
import { listen } from "../../../../test/support/loopback.ts";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A server on this machine that remembers what it was asked. */
export interface IndexServer {
  /** Without `/` at the end. */
  readonly url: string;
  readonly host: string;
  /** Paths in the order in which they were asked for. */
  readonly asked: string[];
  readonly authorizations: (string | undefined)[];
}

/** Serves paths, and 404 for all others, until the test ends. */
export async function indexServer(
  t: TestContext,
  routes: Readonly<Record<string, string | Uint8Array | Answer>>,
): Promise<IndexServer> {
  const asked: string[] = [];
  const authorizations: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    authorizations.push(request.headers.authorization);
    const route = routes[request.url ?? ""];
    if (typeof route === "function") route(request, response);
    else if (route === undefined) response.writeHead(404).end();
    else response.writeHead(200, { "content-type": "text/html" }).end(route);
  });
  const host = await listen(t, server);
  return { url: `http://${host}`, host, asked, authorizations };
}

/** A page of links to files, with their hashes. */
export function page(files: Readonly<Record<string, string | Uint8Array>>, folder = "/files/"): string {
  const links = Object.entries(files).map(
    ([name, content]) => `<a href="${folder}${name}#sha256=${hexOfBytes(content)}">${name}</a>`,
  );
  return `<!DOCTYPE html><html><body>${links.join("\n")}</body></html>`;
}

/** A page in JSON. */
export function jsonPage(files: readonly object[]): Answer {
  return (_, response) => {
    response.writeHead(200, { "content-type": "application/vnd.pypi.simple.v1+json; charset=utf-8" });
    response.end(JSON.stringify({ meta: { "api-version": "1.1" }, name: "x", files }));
  };
}

/** The sha256 of some bytes in hexadecimal digits. */
export function hexOfBytes(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
