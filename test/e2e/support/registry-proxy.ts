import { once } from "node:events";
import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request,
  type ServerResponse,
} from "node:http";
import { pipeline } from "node:stream/promises";
import { setTimeout as pause } from "node:timers/promises";
import { listen } from "../../support/loopback.ts";
import type { Owner } from "./workspace.ts";

/** How an exchange goes wrong. */
export type Fault =
  /** The proxy answers itself, with this status. */
  | 500
  | 502
  | 503
  /** The connection breaks before the request reaches the registry. */
  | "lost request"
  /** It breaks after the registry has done what was asked. */
  | "lost answer"
  /** The body of the answer ends half-way. */
  | "cut answer"
  /** A bit of what goes up, or of what comes back, is another one. */
  | "changed request"
  | "changed answer"
  /** Nothing is taken and nothing is answered. */
  | "silence"
  /** The body of the answer stops half-way, and the connection stays. */
  | "half an answer";

/** All ways in which a line fails now and then. */
export const passingFaults = [500, 502, 503, "lost request", "lost answer", "cut answer"] as const;

/** A request as the proxy sees it. */
export interface ProxiedRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
}

/** What a proxy does besides. */
export interface ProxyOptions {
  /** Asked for each request. */
  readonly fault?: (request: ProxiedRequest) => Fault | undefined;
  /** At most so many bytes a second go each way on a connection. */
  readonly bytesPerSecond?: number;
}

/** A proxy in front of a registry that counts what goes up. */
export interface RegistryProxy extends Traffic {
  /** `127.0.0.1:<port>`: to be used as the registry. */
  readonly host: string;
}

/** What has gone through a proxy so far. */
interface Traffic {
  readonly requests: ProxiedRequest[];
  /** Bytes of blobs that came in. */
  uploaded: number;
  /** Digests of the blobs that the registry has taken, in the order in which it said so. */
  readonly taken: string[];
  /** Hears of every piece of a blob that comes in. */
  onUpload: () => void;
}

/** Starts a proxy in front of the registry on `host`. It ends with its owner. */
export async function startProxy(
  owner: Owner,
  host: string,
  { fault = () => undefined, bytesPerSecond }: ProxyOptions = {},
): Promise<RegistryProxy> {
  const slow = bytesPerSecond === undefined ? (source: Pieces) => source : throttled(bytesPerSecond);
  const server = createServer(async (incoming, response) => {
    const asked = { method: incoming.method ?? "", path: incoming.url ?? "" };
    proxy.requests.push(asked);
    const trouble = fault(asked);
    if (trouble === "silence") return;
    if (trouble === "lost request") return void response.destroy();
    if (typeof trouble === "number") return refuse(incoming, response, trouble);
    const body = slow(counted(incoming, asked, proxy));
    try {
      const answer = await forward(incoming, host, trouble === "changed request" ? changed(body) : body);
      note(asked, answer, proxy);
      await giveBack(answer, response, { trouble, slow });
    } catch {
      // Whoever asked sees what we saw: the line is broken.
      response.destroy();
    }
  });
  server.requestTimeout = 0;
  const traffic = { requests: [], uploaded: 0, taken: [], onUpload: () => {} };
  const proxy: RegistryProxy = { host: await listen(owner, server), ...traffic };
  return proxy;
}

async function* counted(body: Pieces, { path }: ProxiedRequest, traffic: Traffic): Pieces {
  for await (const piece of body) {
    if (path.includes("/blobs/uploads/")) traffic.uploaded += piece.length;
    traffic.onUpload();
    yield piece;
  }
}

function note({ method, path }: ProxiedRequest, { statusCode }: IncomingMessage, { taken }: Traffic): void {
  const digest = /[?&]digest=([^&]*)/.exec(path)?.[1];
  if (method === "PUT" && digest && statusCode === 201) taken.push(decodeURIComponent(digest));
}

type Pieces = AsyncIterable<Uint8Array>;

function refuse(incoming: IncomingMessage, response: ServerResponse, status: number): void {
  incoming.resume();
  response.writeHead(status).end();
}

/** The registry's answer, as soon as its head is there. It is told our own address, so that it sends clients back here. */
async function forward(incoming: IncomingMessage, host: string, body: Pieces): Promise<IncomingMessage> {
  const { method, url, headers } = incoming;
  const outgoing = request(`http://${host}${url}`, { method, headers, agent: false });
  const answered = once(outgoing, "response") as Promise<[IncomingMessage]>;
  const sent = pipeline(body, outgoing);
  // An answer may come before the body has gone out whole.
  sent.catch(() => {});
  const [answer] = await Promise.race([answered, sent.then(() => answered)]);
  return answer;
}

interface Way {
  readonly trouble: Fault | undefined;
  readonly slow: (source: Pieces) => Pieces;
}

async function giveBack(
  answer: IncomingMessage,
  response: ServerResponse,
  { trouble, slow }: Way,
): Promise<void> {
  const headers: OutgoingHttpHeaders = answer.headers;
  if (trouble === undefined || trouble === "changed request" || trouble === "changed answer") {
    response.writeHead(answer.statusCode ?? 502, headers);
    return pipeline(slow(trouble === "changed answer" ? changed(answer) : answer), response);
  }
  const body = Buffer.concat(await Array.fromAsync(answer as AsyncIterable<Buffer>));
  if (trouble === "lost answer" || body.length === 0) return void response.destroy();
  response.writeHead(answer.statusCode ?? 502, headers);
  const half = body.subarray(0, body.length / 2);
  response.write(half, () => trouble === "cut answer" && response.destroy());
}

/** The length stays. */
async function* changed(source: Pieces): Pieces {
  let isFirst = true;
  for await (const piece of source) {
    if (isFirst) piece[0] = (piece[0] ?? 0) ^ 1;
    isFirst = false;
    yield piece;
  }
}

/** No more than so much a second, and never nothing for long. */
function throttled(bytesPerSecond: number): (source: Pieces) => Pieces {
  return async function* slowly(source) {
    for await (const piece of source) {
      yield piece;
      await pause((1000 * piece.length) / bytesPerSecond);
    }
  };
}
