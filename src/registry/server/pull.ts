import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { rangeAsked } from "./byte-range.ts";
import { requireDigest } from "./content-digest.ts";
import { type Exchange, repositoryOf } from "./exchange.ts";
import { unknown } from "./registry-error.ts";
import { digestNamed, type Held, manifestOf, partOf } from "./repository.ts";
import type { PartRoute } from "./route.ts";

/** Source: OCI distribution 1.1, "Pulling manifests". */
export async function pullManifest(exchange: Exchange, { repository, id }: PartRoute): Promise<void> {
  const found = repositoryOf(exchange, repository);
  const digest = digestNamed(found, id);
  const manifest = digest && manifestOf(found, digest);
  if (!manifest || !(await isThere(exchange, manifest))) throw unknown("MANIFEST_UNKNOWN", id);
  await send(exchange, manifest, { digest, type: manifest.mediaType });
}

/** Source: OCI distribution 1.1, "Pulling blobs". */
export async function pullBlob(exchange: Exchange, { repository, id }: PartRoute): Promise<void> {
  const digest = requireDigest(id);
  const part = partOf(repositoryOf(exchange, repository), digest);
  if (!part || !(await isThere(exchange, part))) throw unknown("BLOB_UNKNOWN", id);
  exchange.response.setHeader("Accept-Ranges", "bytes");
  await send(exchange, part, { digest, type: "application/octet-stream" });
}

/** What no manifest names may have been collected. */
async function isThere({ registry }: Exchange, { stored, size }: Held): Promise<boolean> {
  return (await registry.blobs.size(stored)) === size;
}

async function send(
  { registry, request, response }: Exchange,
  { stored, size }: Held,
  { digest, type }: { digest: string; type: string },
): Promise<void> {
  const range = rangeAsked(request.headers.range, size);
  response.writeHead(range ? 206 : 200, {
    "Content-Type": type,
    "Content-Length": range?.length ?? size,
    "Docker-Content-Digest": digest,
    ETag: `"${digest}"`,
    ...(range && { "Content-Range": `bytes ${range.offset}-${range.offset + range.length - 1}/${size}` }),
  });
  if (request.method === "HEAD") return void response.end();
  await pipeline(Readable.from(registry.blobs.open(stored, range)), response);
}
