import { filterLimit } from "../../core/limit.ts";
import type { Descriptor } from "../../oci/descriptor.ts";
import type { RegistryClient } from "../../registry/client/registry-client.ts";
import type { BlobStore } from "../../store/blob-store.ts";
import { type Publication, type PublicationPart, partsOf } from "./publication.ts";

/** Checks under way at once for one image; the client limits connections for all of them together. */
export const requestsAtOnce = 8;

/** What a repository lacks of a publication, as far as tags and manifests tell. */
export interface PushPlan {
  /** Tags that are not there or name something else. Nothing else is missing where there are none. */
  readonly tags: readonly string[];
  /** Manifests that are not there, the root last. */
  readonly parts: readonly PublicationPart[];
}

/**
 * Asks for every tag at once. Where all of them name the root, or one does, or the root is there without them, a
 * registry's own rule (no manifest without its content) says that all it leads to is there as well.
 */
export async function planPush(
  { repository, root, tags }: Publication,
  client: RegistryClient,
  blobs: BlobStore,
): Promise<PushPlan> {
  const found = await Promise.all(tags.map((tag) => client.head({ ...repository, tag })));
  const stale = tags.filter((_, i) => found[i]?.digest !== root.digest);
  if (stale.length < tags.length) return { tags: stale, parts: [] };
  if (await client.head({ ...repository, digest: root.digest })) return { tags: stale, parts: [] };
  const parts = await partsOf(blobs, root);
  const lacks = async ({ descriptor: { digest } }: PublicationPart) =>
    digest === root.digest || (await client.head({ ...repository, digest })) === undefined;
  return { tags: stale, parts: await filterLimit(parts, requestsAtOnce, lacks) };
}

/** The blobs that the parts of a plan need, each once. */
export function blobsOf({ parts }: PushPlan): readonly Descriptor[] {
  return [...new Map(parts.flatMap(({ blobs }) => blobs).map((blob) => [blob.digest, blob])).values()];
}

/** Of the blobs of a plan those that the repository lacks: for a dry run. Some of them may be mounted, not sent. */
export async function missingBlobs(
  plan: PushPlan,
  { repository }: Publication,
  client: RegistryClient,
): Promise<readonly Descriptor[]> {
  const lacks = async ({ digest }: Descriptor) => !(await client.hasBlob(repository, digest));
  return filterLimit(blobsOf(plan), requestsAtOnce, lacks);
}
