import type { IncomingMessage, ServerResponse } from "node:http";
import type { Bytes } from "../../core/stream.ts";
import type { BlobStore } from "../../store/blob-store.ts";
import type { Catalog } from "./catalog.ts";
import { RegistryError, unknown } from "./registry-error.ts";
import type { Repositories } from "./repositories.ts";
import type { Repository } from "./repository.ts";
import type { Uploads } from "./uploads.ts";

/** What a registry works with. */
export interface Registry {
  readonly catalog: Catalog;
  readonly blobs: BlobStore;
  /** Absent from a registry that is only read. */
  readonly writing?: Writing | undefined;
}

/** What a registry that is pushed to has besides. */
export interface Writing {
  readonly repositories: Repositories;
  readonly uploads: Uploads;
}

/** One request, and its answer in the making. */
export interface Exchange {
  readonly registry: Registry;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
}

/** What the answer says besides its status. */
export interface Answer {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Answers with a short text or nothing. To HEAD, Node itself sends no body. */
export function reply(
  { response }: Pick<Exchange, "response">,
  status: number,
  { headers, body = "" }: Answer = {},
): void {
  const type = body === "" ? {} : { "Content-Type": "application/json" };
  const length = status === 204 ? {} : { "Content-Length": String(Buffer.byteLength(body)) };
  response.writeHead(status, { ...type, ...length, ...headers });
  response.end(body);
}

/** The body of a request. A reader that stops early leaves the connection open, so that it can still be answered. */
export function bodyOf({ request }: Exchange): Bytes {
  return request.iterator({ destroyOnReturn: false });
}

/** What a registry that is pushed to has; refuses where this one is not. */
export function writingOf({ registry }: Exchange): Writing {
  if (registry.writing) return registry.writing;
  throw new RegistryError("UNSUPPORTED", "this registry is read-only", {
    status: 405,
    headers: { Allow: "GET, HEAD" },
  });
}

/** A repository that must be there. */
export function repositoryOf({ registry }: Exchange, name: string): Repository {
  const repository = registry.catalog.get(name);
  if (repository) return repository;
  throw unknown("NAME_UNKNOWN", name);
}
