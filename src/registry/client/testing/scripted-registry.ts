import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { TestContext } from "node:test";
import { listen } from "../../../../test/support/loopback.ts";

/** A request as the script sees it. */
export interface Seen {
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

/** One exchange of a script. */
export interface Step {
  /** Method and path with query, such as `HEAD /v2/team/app/manifests/v1`. */
  readonly request: string;
  readonly status?: number;
  /** `{origin}` stands for this server's own. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  /** Breaks the connection after so many bytes of the answer's body. */
  readonly cutAfter?: number;
  /** Breaks the connection instead of answering. */
  readonly drop?: boolean;
  /** Fails the test where the request is not as it should be. */
  readonly check?: (seen: Seen) => void;
}

/** A registry that follows a script. */
export interface ScriptedRegistry {
  /** `127.0.0.1:<port>` */
  readonly host: string;
  readonly origin: string;
  /** Fails where a request was not in the script, or a step was not reached. */
  finish(): void;
}

/** Serves steps, one request after the other, and fails the test where the requests are others. */
export async function scriptedRegistry(t: TestContext, steps: readonly Step[]): Promise<ScriptedRegistry> {
  const left = [...steps];
  const faults: unknown[] = [];
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await Array.fromAsync(request).catch(() => []));
    const step = left.shift();
    try {
      assert.equal(`${request.method} ${decodeURIComponent(request.url ?? "")}`, step?.request);
      step?.check?.({ headers: request.headers, body });
    } catch (fault) {
      faults.push(fault);
    }
    if (step) answer(response, step, `http://${host}`);
    else response.writeHead(410).end();
  });
  const host = await listen(t, server);
  const finish = () => {
    if (faults.length > 0) throw faults[0];
    const names = left.map(({ request }) => request);
    assert.deepEqual(names, [], "steps that were not reached");
  };
  return { origin: `http://${host}`, host, finish };
}

function answer(response: ServerResponse, step: Step, origin: string): void {
  const { status = 200, headers = {}, body = "", cutAfter, drop } = step;
  if (drop) return void response.destroy();
  const sent = Object.entries(headers).map(([name, value]) => [name, value.replaceAll("{origin}", origin)]);
  response.writeHead(status, { "content-length": Buffer.byteLength(body), ...Object.fromEntries(sent) });
  if (cutAfter === undefined) return void response.end(body);
  response.write(Buffer.from(body).subarray(0, cutAfter), () => response.destroy());
}

/** The JSON with which registries say what is wrong. */
export function complaint(code: string, message = code.toLowerCase()): string {
  return JSON.stringify({ errors: [{ code, message }] });
}
