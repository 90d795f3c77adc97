import { type IncomingMessage, request } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { CooperError, codeOf, messageOf } from "../core/error.ts";
import { type Bytes, collect } from "../core/stream.ts";
import type { DockerAddress } from "./docker-socket.ts";

const documentLimit = 16 * 2 ** 20;

/** No name for TLS, which is not used: Node would go and see whether the host is an address, which takes it milliseconds. */
const withoutTls = { servername: "" };

/** One call of the Docker Engine API. */
export interface DockerCall {
  readonly method: "GET" | "POST" | "DELETE";
  /** Path and query below the version, such as `/images/json`. */
  readonly path: string;
  readonly body?: Bytes | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The Docker Engine API (1.41) at one address. Speaks to the engine without a docker command. */
export class DockerApi {
  readonly #address: DockerAddress;

  constructor(address: DockerAddress) {
    this.#address = address;
  }

  /** What the engine calls itself, such as `Docker/28.2.2 (linux)`. Fails where it does not answer. */
  async ping(): Promise<string> {
    const call = { method: "GET", path: "/_ping" } as const;
    const response = await this.#send(call);
    const body = await collect(response, documentLimit);
    if (!isSuccess(response)) throw refused(call, body.toString());
    return String(response.headers.server);
  }

  /** The answer's JSON, or nothing where the engine says 404. Other refusals fail with `DOCKER_REFUSED`. */
  async json<T>(call: DockerCall): Promise<T | undefined> {
    const response = await this.#send(call);
    const body = await collect(response, documentLimit);
    if (response.statusCode === 404) return undefined;
    if (!isSuccess(response)) throw refused(call, body.toString());
    return (body.length > 0 ? JSON.parse(body.toString()) : {}) as T;
  }

  /** The answer's stream of JSON lines. An `error` line among them fails with `DOCKER_REFUSED`. */
  async *lines(call: DockerCall): AsyncIterable<Record<string, unknown>> {
    const response = await this.#send(call);
    if (!isSuccess(response)) throw refused(call, (await collect(response, documentLimit)).toString());
    let rest = "";
    for await (const chunk of response.setEncoding("utf8") as AsyncIterable<string>) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines.filter((text) => text.trim() !== "")) yield parseLine(line, call);
    }
    if (rest.trim() !== "") yield parseLine(rest, call);
  }

  #send(call: DockerCall): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const outgoing = request(
        {
          ...this.#address,
          ...withoutTls,
          method: call.method,
          path: `/v1.41${call.path}`,
          headers: call.body ? { "Content-Type": "application/x-tar" } : {},
          signal: call.signal,
        },
        resolve,
      );
      outgoing.once("error", (cause) => reject(unreachable(cause)));
      if (call.body) pipeline(Readable.from(call.body), outgoing).catch(reject);
      else outgoing.end();
    });
  }
}

function parseLine(line: string, call: DockerCall): Record<string, unknown> {
  const message = JSON.parse(line) as Record<string, unknown>;
  if (typeof message.error === "string") throw refused(call, message.error);
  return message;
}

function isSuccess(response: IncomingMessage): boolean {
  return response.statusCode !== undefined && response.statusCode < 300;
}

function refused(call: DockerCall, body: string): CooperError {
  let message = body.trim();
  try {
    message = (JSON.parse(body) as { message?: string }).message ?? message;
  } catch {
    // Not every answer is JSON; the text itself says enough.
  }
  return new CooperError(`Docker refused ${call.method} ${call.path.split("?")[0]}: ${message}`, {
    code: "DOCKER_REFUSED",
    hint: "Its log says more, such as `journalctl --unit docker`. `cooper build --output FILE.tar` does without Docker.",
  });
}

function unreachable(cause: unknown): CooperError {
  return new CooperError(`the Docker engine does not answer: ${codeOf(cause) ?? messageOf(cause)}`, {
    code: "DOCKER_UNREACHABLE",
    cause,
    hint: "Start Docker, or point DOCKER_HOST at it. `cooper doctor` shows what works on this machine.",
  });
}
