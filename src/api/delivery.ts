import type { Descriptor } from "../oci/descriptor.ts";
import type { Target } from "../plan/target.ts";
import { BlobSender } from "../release/publish/blob-sender.ts";
import {
  type PublishOutcome,
  type PublishTools,
  publishImage,
  rehearseImage,
} from "../release/publish/publish-image.ts";
import type { ExplainedTag } from "../release/tags/tags-of.ts";
import { type RegistryLocation, repositoryOf } from "../workspace/registry-location.ts";
import { fetchBases, registryBaseOf } from "./base-image.ts";
import type { BuiltImage } from "./built-image.ts";
import { repositoryIn } from "./environment.ts";
import { registryClient } from "./registry-client.ts";
import type { Session } from "./session.ts";
import { publishInStore } from "./store-registry.ts";

/** One image that was built, and the tags it gets. */
export interface Parcel {
  readonly built: BuiltImage;
  readonly target: Target;
  readonly tags: readonly ExplainedTag[];
}

/** Where a parcel went, and what that took. */
export interface Delivered {
  /** `ghcr.io/owner/todost`. */
  readonly repository: string;
  readonly outcome: PublishOutcome;
}

/** Brings a prepared image to where it belongs. */
export type Deliver = (parcel: Parcel, root: Descriptor) => Promise<Delivered>;

/** What to do with parcels. */
export interface DeliveryOptions {
  /** The registry that the store is, where it is absent. */
  readonly location: RegistryLocation | undefined;
  /** Whether only to say what would be sent. */
  readonly dryRun: boolean;
}

/** How images that are published together go out: they share one client, and layers go once. */
export async function openDelivery(
  session: Session,
  { location, dryRun }: DeliveryOptions,
): Promise<Deliver> {
  if (!location) return storeDelivery(session, dryRun);
  const client = await registryClient(session);
  const { blobs, records } = session.store;
  const { progress } = session.tools;
  const tools: PublishTools = { client, blobs, records, progress, sender: new BlobSender(client, blobs) };
  const promised = new Set<string>();
  return async ({ built, target, tags }, root) => {
    const repository = repositoryOf(built.name, location);
    const publication = {
      name: built.name,
      root,
      repository: repositoryIn(location, built.name),
      tags: tags.map(({ tag }) => tag),
      base: registryBaseOf(session, target),
    };
    const outcome = dryRun
      ? await rehearseImage(publication, tools, promised)
      : await publishImage(publication, tools);
    return { repository, outcome };
  };
}

/** Into the registry that the store is, whose blobs must all be in the store. */
function storeDelivery(session: Session, dryRun: boolean): Deliver {
  return async ({ built, tags }, root) => {
    if (!dryRun) await fetchBases(session, [built]);
    const { name } = built;
    const names = tags.map(({ tag }) => tag);
    return { repository: name, outcome: await publishInStore(session, { name, root, tags: names, dryRun }) };
  };
}
