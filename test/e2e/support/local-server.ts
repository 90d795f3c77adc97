import { createServer } from "node:http";
import { deadHost, listen } from "../../support/loopback.ts";
import type { Owner } from "./workspace.ts";

/** What a server answers: a status where it is no success, else a body. */
export type Answer = number | string | Uint8Array | undefined;

/** A server on loopback until its owner ends. */
export interface LocalServer {
  /** Without a slash at the end. */
  readonly url: string;
  /** The paths that were asked for, in order. */
  readonly asked: readonly string[];
}

/** Serves what `answer` gives for a path; 404 where it gives nothing, 500 where it fails. */
export async function serveLocally(
  owner: Owner,
  answer: (path: string) => Answer | Promise<Answer>,
): Promise<LocalServer> {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(request.url ?? "/");
    asked.push(path);
    const found = await Promise.resolve(path)
      .then(answer)
      .catch(() => 500);
    const [status, body] = typeof found === "number" ? [found, ""] : [found === undefined ? 404 : 200, found];
    response.writeHead(status, typeof body === "string" ? { "content-type": "text/html" } : {}).end(body);
  });
  const host = await listen(owner, server);
  return { url: `http://${host}`, asked };
}

/** An address on loopback where nobody listens. */
export async function deadAddress(): Promise<string> {
  return `http://${await deadHost()}`;
}
