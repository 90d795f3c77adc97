import type { RegistryClient } from "../../registry/client/registry-client.ts";
import type { RecordStore } from "../../store/blob-store.ts";
import type { Publication } from "./publication.ts";

/** What tells whether a publication is out. */
export interface PushMemory {
  readonly client: RegistryClient;
  readonly records: RecordStore;
}

const kind = "pushed-tag";

/**
 * Whether each tag of a publication names its root as far as this store has seen, and the one that others are likeliest to
 * move still does: one HEAD, in which that tag speaks for the others.
 */
export async function isPublished(
  publication: Publication,
  { client, records }: PushMemory,
): Promise<boolean> {
  const { repository, root, tags } = publication;
  const seen = await Promise.all(keysOf(publication).map((key) => records.get(kind, key)));
  if (seen.some((digest) => digest !== root.digest)) return false;
  const tag = likeliestToMove(tags);
  return tag !== undefined && (await client.head({ ...repository, tag }))?.digest === root.digest;
}

/** Notes that all the tags of a publication name its root, and no longer what they named before. */
export async function notePublished(publication: Publication, { records }: PushMemory): Promise<void> {
  await Promise.all(keysOf(publication).map((key) => records.set(kind, key, publication.root.digest)));
}

function keysOf({ repository: { registry, repository }, tags }: Publication): readonly string[] {
  return tags.map((tag) => JSON.stringify([registry, repository, tag]));
}

/** Tags made of a commit or of a whole version stay where they are; whoever moves `1.4` forward moves `1` as well. */
export function likeliestToMove(tags: readonly string[]): string | undefined {
  const moving = tags.filter((tag) => !/^(sha-|v?\d+\.\d+\.\d+)/.test(tag));
  return moving.find((tag) => !/^v?\d/.test(tag)) ?? moving.at(-1) ?? tags[0];
}
