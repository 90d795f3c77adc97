import type { Buffer } from "node:buffer";
import { contentTypeOf } from "../../core/content-type.ts";
import { defined } from "../../core/defined.ts";
import { codeOf } from "../../core/error.ts";
import { bytesOf, collect } from "../../core/stream.ts";
import { digestOf, isDigest } from "../../oci/digest.ts";
import { documentLimit } from "../../oci/document.ts";
import { isTag } from "../../oci/reference.ts";
import { type ContentDigest, isContentDigest, requireContent } from "./content-digest.ts";
import { type DocumentFacts, heldManifest, readFacts } from "./document-facts.ts";
import { bodyOf, type Exchange, reply, writingOf } from "./exchange.ts";
import { RegistryError } from "./registry-error.ts";
import { type Held, manifestOf, partOf, type Repository, withManifest } from "./repository.ts";
import type { PartRoute } from "./route.ts";

/** Takes a manifest or index. Source: OCI distribution 1.1, "Pushing Manifests". */
export async function pushManifest(exchange: Exchange, { repository, id }: PartRoute): Promise<void> {
  const { repositories } = writingOf(exchange);
  const tags = tagsOf(exchange, id);
  const bytes = await readBody(exchange);
  const digest = isContentDigest(id) ? id : digestOf(bytes);
  await requireContent(digest, bytesOf(bytes));
  const facts = readFacts(bytes, contentTypeOf(exchange.request.headers));
  const { digest: stored, size } = await exchange.registry.blobs.put(bytesOf(bytes));
  await repositories.change(repository, async (before) => {
    const needs = await requireParts(exchange, before, facts);
    return withManifest(before, { digest, manifest: heldManifest(facts, { stored, size, needs }), tags });
  });
  reply(exchange, 201, { headers: headersOf(repository, digest, { facts, tags, id }) });
}

function tagsOf({ query }: Exchange, id: string): readonly string[] {
  const tags = isContentDigest(id) ? query.getAll("tag") : [id];
  const bad = tags.find((tag) => !isTag(tag));
  if (bad === undefined) return tags;
  const message = `"${bad}" is neither a tag nor a digest`;
  throw new RegistryError(bad.includes(":") ? "DIGEST_INVALID" : "MANIFEST_INVALID", message, {
    status: 400,
  });
}

async function readBody(exchange: Exchange): Promise<Buffer> {
  try {
    return await collect(bodyOf(exchange), documentLimit);
  } catch (error) {
    if (codeOf(error) !== "TOO_LARGE") throw error;
    const message = `a manifest may have ${documentLimit} bytes`;
    throw new RegistryError("SIZE_INVALID", message, { status: 413 });
  }
}

/**
 * Refuses a manifest that names what the repository lacks. Gives what of it the store must be told to keep: it follows
 * sha256 itself.
 */
async function requireParts(
  { registry }: Exchange,
  repository: Repository,
  facts: DocumentFacts,
): Promise<readonly Held["stored"][]> {
  const named = [
    ...facts.parts.map((digest) => [digest, partOf(repository, digest)] as const),
    ...facts.manifests.map((digest) => [digest, manifestOf(repository, digest)] as const),
  ];
  for (const [digest, held] of named) {
    if (held && (await registry.blobs.size(held.stored)) === held.size) continue;
    const message = `the manifest names ${digest}, which was not pushed to this repository`;
    throw new RegistryError("MANIFEST_BLOB_UNKNOWN", message, { status: 400, detail: { digest } });
  }
  return named.flatMap(([digest, held]) => (held && !isDigest(digest) ? [held.stored] : []));
}

function headersOf(
  repository: string,
  digest: ContentDigest,
  { facts, tags, id }: { facts: DocumentFacts; tags: readonly string[]; id: string },
): Readonly<Record<string, string>> {
  return defined({
    Location: `/v2/${repository}/manifests/${digest}`,
    "Docker-Content-Digest": digest,
    "OCI-Subject": facts.subject,
    "OCI-Tag": isContentDigest(id) && tags.length > 0 ? tags.join(", ") : undefined,
  });
}
