import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Descriptor } from "../../oci/descriptor.ts";
import { isDigest } from "../../oci/digest.ts";
import type { BlobStore } from "../../store/blob-store.ts";
import type { Catalog } from "./catalog.ts";
import { type Route, routeOf } from "./route.ts";

/** A registry that is being served. */
export interface LoopbackRegistry {
  /** `127.0.0.1:<port>`: the first part of the names of its images. */
  readonly host: string;
  close(): Promise<void>;
}

/**
 * Serves images of the store on a free port of the loopback interface, read-only: enough for an engine on this machine
 * to pull from. Source: OCI distribution 1.1, "Pull".
 */
export async function serveLoopback(catalog: Catalog, blobs: BlobStore): Promise<LoopbackRegistry> {
  const server = createServer((request, response) => {
    answer(request, response, catalog, blobs).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  catalog: Catalog,
  blobs: BlobStore,
): Promise<void> {
  response.setHeader("Docker-Distribution-API-Version", "registry/2.0");
  if (request.method !== "GET" && request.method !== "HEAD") return refuse(response, 405, "UNSUPPORTED");
  const route = routeOf(new URL(request.url ?? "/", "http://localhost").pathname);
  if (!route) return refuse(response, 404, "NAME_UNKNOWN");
  if (route.kind === "base") return void response.end("{}");
  const found = await find(route, catalog, blobs);
  if (!found) return refuse(response, 404, route.kind === "blob" ? "BLOB_UNKNOWN" : "MANIFEST_UNKNOWN");
  response.writeHead(200, {
    "Content-Type": found.mediaType,
    "Content-Length": found.size,
    "Docker-Content-Digest": found.digest,
    ETag: `"${found.digest}"`,
  });
  if (request.method === "HEAD") return void response.end();
  await pipeline(Readable.from(blobs.open(found.digest)), response);
}

type Found = Pick<Descriptor, "mediaType" | "digest" | "size">;

async function find(
  route: Exclude<Route, { kind: "base" }>,
  catalog: Catalog,
  blobs: BlobStore,
): Promise<Found | undefined> {
  if (route.kind === "manifest") return catalog.manifest(route.repository, route.reference);
  const { repository, digest } = route;
  if (!isDigest(digest) || !catalog.hasBlob(repository, digest)) return undefined;
  const size = await blobs.size(digest);
  return size === undefined ? undefined : { mediaType: "application/octet-stream", digest, size };
}

/** Source: OCI distribution 1.1, "Error Codes". */
function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(JSON.stringify({ errors: [{ code, message: code.toLowerCase().replace("_", " ") }] }));
}
