import { requireDigest } from "./content-digest.ts";
import { type Exchange, reply, repositoryOf, writingOf } from "./exchange.ts";
import { unknown } from "./registry-error.ts";
import { digestNamed, partOf, withoutManifest, withoutPart, withoutTag } from "./repository.ts";
import type { PartRoute } from "./route.ts";

/** Removes a tag, or a manifest with its tags. Source: OCI distribution 1.1, "Deleting tags", "Deleting Manifests". */
export async function removeManifest(exchange: Exchange, { repository, id }: PartRoute): Promise<void> {
  const { repositories } = writingOf(exchange);
  repositoryOf(exchange, repository);
  await repositories.change(repository, (before) => {
    const digest = digestNamed(before, id);
    if (digest === undefined) throw unknown("MANIFEST_UNKNOWN", id);
    return digest === id ? withoutManifest(before, digest) : withoutTag(before, id);
  });
  reply(exchange, 202);
}

/** Removes a blob from one repository. Source: OCI distribution 1.1, "Deleting Blobs". */
export async function removeBlob(exchange: Exchange, { repository, id }: PartRoute): Promise<void> {
  const { repositories } = writingOf(exchange);
  const digest = requireDigest(id);
  repositoryOf(exchange, repository);
  await repositories.change(repository, (before) => {
    if (!partOf(before, digest)) throw unknown("BLOB_UNKNOWN", id);
    return withoutPart(before, digest);
  });
  reply(exchange, 202);
}
