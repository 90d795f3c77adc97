import type { RegistryClient } from "../../registry/client/registry-client.ts";
import type { RecordStore } from "../../store/blob-store.ts";
import type { Publication } from "./publication.ts";

/** What tells whether a publication is out. */
export interface PushMemory {
  readonly client: RegistryClient;
  readonly records: RecordStore;
}

const kind = "pushed-tags";

/**
 * Whether this store has seen all the tags of a publication name its root, and the first of them still does: one HEAD,
 * in which the first speaks for the others. Rules put the tag that moves first, so that `latest` is always looked at.
 */
export async function isPublished(
  publication: Publication,
  { client, records }: PushMemory,
): Promise<boolean> {
  const { repository, root, tags } = publication;
  const [first] = tags;
  if (first === undefined) return false;
  if ((await records.get(kind, keyOf(publication))) !== root.digest) return false;
  return (await client.head({ ...repository, tag: first }))?.digest === root.digest;
}

/** Notes that all the tags of a publication name its root. */
export function notePublished(publication: Publication, { records }: PushMemory): Promise<void> {
  return records.set(kind, keyOf(publication), publication.root.digest);
}

function keyOf({ repository: { registry, repository }, tags }: Publication): string {
  return JSON.stringify([registry, repository, ...tags]);
}
