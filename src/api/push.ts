import { availableParallelism } from "node:os";
import { createGzipPool } from "../archive/gzip-pool.ts";
import { mapLimit } from "../core/limit.ts";
import { step } from "../core/step.ts";
import type { LayerCompressor } from "../images/recompress.ts";
import { compressLayer } from "../layers/compress-layer.ts";
import type { Descriptor } from "../oci/descriptor.ts";
import { describeOutcome, isIdle } from "../release/publish/describe-outcome.ts";
import { publicationStep } from "../release/publish/publish-image.ts";
import { findContext } from "../release/tags/find-context.ts";
import type { ExplainedTag } from "../release/tags/tags-of.ts";
import type { GitContext } from "../workspace/git/git-context.ts";
import { formatLabel } from "../workspace/label.ts";
import { type BuildRequest, build } from "./build.ts";
import type { BuiltImage } from "./built-image.ts";
import { type Deliver, type Delivered, openDelivery, type Parcel } from "./delivery.ts";
import { preparePublication } from "./prepare-publication.ts";
import { type PublishPlace, publishLocation } from "./publish-location.ts";
import type { Session } from "./session.ts";
import { noTags, type TagSource, tagsOf } from "./tags.ts";

/** Images under way at once: mostly they wait for the registry, whose connections the client limits. */
const imagesAtOnce = 32;

/** What to publish, where and how. */
export interface PushRequest extends BuildRequest, PublishPlace {
  /** Instead of the tags that follow from git. */
  readonly tags?: readonly string[] | undefined;
  /** Only says what would be sent. */
  readonly dryRun?: boolean | undefined;
}

/** An image that is published now, or would be. */
export interface PushedImage extends Delivered {
  readonly name: string;
  readonly label: string;
  /** Of the index in the registry: what deployment tools should name. */
  readonly digest: Descriptor["digest"];
  /** `ghcr.io/owner/todost@sha256:…`. */
  readonly reference: string;
  readonly tags: readonly ExplainedTag[];
}

/**
 * Builds images for every platform and publishes them under the tags that follow from git, all at once. Only what is
 * missing is sent. Where the workspace names no registry, they go to the registry that the store is.
 */
export async function push(session: Session, request: PushRequest): Promise<readonly PushedImage[]> {
  const location = publishLocation(session, request);
  const context = await findContext(session.workspace.root, session.env);
  const built = await build(session, request);
  const parcels = built.map((image) => parcelOf(session, image, { context, given: request.tags }));
  const pool = createGzipPool({ workers: availableParallelism() });
  const compress: Workshop["compress"] = (layer) => compressLayer(layer, "gzip", { ...session.tools, pool });
  try {
    const deliver = await openDelivery(session, { location, dryRun: request.dryRun ?? false });
    const workshop = { session, context, compress, deliver };
    return await mapLimit(parcels, imagesAtOnce, (parcel) => publish(workshop, parcel));
  } finally {
    await pool.close();
  }
}

interface Workshop {
  readonly session: Session;
  readonly context: GitContext | undefined;
  readonly compress: LayerCompressor;
  readonly deliver: Deliver;
}

/** Throws `NO_TAGS` before anything is sent. */
function parcelOf(session: Session, built: BuiltImage, source: TagSource): Parcel {
  const target = session.targets.find(({ label }) => formatLabel(label) === built.label);
  if (!target) throw new TypeError(`${built.label} is no target`);
  const tags = tagsOf(session, target, source);
  if (tags.length === 0) throw noTags(target);
  return { built, target, tags };
}

async function publish(
  { session, context, compress, deliver }: Workshop,
  parcel: Parcel,
): Promise<PushedImage> {
  const { target, built, tags } = parcel;
  const { name, label } = built;
  return step(
    session.tools.progress,
    { id: publicationStep({ name }), name: "push", target: name },
    {
      run: async () => {
        const root = await preparePublication(session, { target, built, context, compress });
        const { repository, outcome } = await deliver(parcel, root);
        const { digest } = root;
        return { name, label, repository, digest, reference: `${repository}@${digest}`, tags, outcome };
      },
      outcome: ({ outcome }) => ({ cached: isIdle(outcome), detail: describeOutcome(outcome) }),
    },
  );
}
