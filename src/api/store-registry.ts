import type { Descriptor } from "../oci/descriptor.ts";
import { heldManifest, readFacts } from "../registry/server/document-facts.ts";
import { repositoriesIn } from "../registry/server/repositories.ts";
import {
  digestNamed,
  manifestOf,
  type Repository,
  withManifest,
  withPart,
} from "../registry/server/repository.ts";
import { type PublicationPart, partsOf } from "../release/publish/publication.ts";
import type { PublishOutcome } from "../release/publish/publish-image.ts";
import type { Session } from "./session.ts";

/** An image that the registry of the store shall have. */
export interface StorePublication {
  /** Of the repository. */
  readonly name: string;
  /** In the store, with everything that it leads to. */
  readonly root: Descriptor;
  readonly tags: readonly string[];
  readonly dryRun: boolean;
}

/**
 * Puts an image into the registry that the store is: what `cooper registry serve` serves. Nothing is copied, since the
 * store has the blobs already.
 */
export async function publishInStore(
  { store }: Pick<Session, "store">,
  { name, root, tags, dryRun }: StorePublication,
): Promise<PublishOutcome> {
  const repositories = repositoriesIn(store.registry);
  const parts = await partsOf(store.blobs, root);
  const before = repositories.get(name);
  const stale = tags.filter((tag) => !before || digestNamed(before, tag) !== root.digest);
  const isNew = ({ descriptor }: PublicationPart) => !before || !manifestOf(before, descriptor.digest);
  const manifests = parts.filter(isNew).length;
  if (!dryRun && stale.length + manifests > 0) {
    await repositories.change(name, (repository) =>
      parts.reduce((now, part) => hold(now, part, { root, tags }), repository),
    );
  }
  return { tags: stale, manifests, blobs: 0, bytes: 0, mounted: 0 };
}

function hold(
  repository: Repository,
  { descriptor, bytes, blobs }: PublicationPart,
  { root, tags }: Pick<StorePublication, "root" | "tags">,
): Repository {
  const { digest, size, mediaType } = descriptor;
  const manifest = heldManifest(readFacts(bytes, mediaType), { stored: digest, size });
  const whole = blobs.reduce(
    (now, blob) => withPart(now, blob.digest, { stored: blob.digest, size: blob.size }),
    repository,
  );
  return withManifest(whole, { digest, manifest, tags: digest === root.digest ? tags : [] });
}
