import { availableParallelism } from "node:os";
import { createGzipPool } from "../archive/gzip-pool.ts";
import { formatSize } from "../core/bytesize.ts";
import { step } from "../core/step.ts";
import { compressLayer } from "../layers/compress-layer.ts";
import type { Descriptor } from "../oci/descriptor.ts";
import { parseReference, type RepositoryName } from "../oci/reference.ts";
import type { Target } from "../plan/target.ts";
import { BlobSender } from "../release/publish/blob-sender.ts";
import {
  type PublishOutcome,
  type PublishTools,
  publicationStep,
  publishImage,
  rehearseImage,
} from "../release/publish/publish-image.ts";
import { findContext } from "../release/tags/find-context.ts";
import type { ExplainedTag } from "../release/tags/tags-of.ts";
import type { GitContext } from "../workspace/git/git-context.ts";
import { formatLabel } from "../workspace/label.ts";
import type { RegistryLocation } from "../workspace/registry-location.ts";
import { fetchBases, registryBaseOf } from "./base-image.ts";
import { type BuildRequest, build } from "./build.ts";
import type { BuiltImage } from "./built-image.ts";
import { preparePublication } from "./prepare-publication.ts";
import { type PublishPlace, publishLocation } from "./publish-location.ts";
import { registryClient } from "./registry-client.ts";
import type { Session } from "./session.ts";
import { publishInStore } from "./store-registry.ts";
import { noTags, tagsOf } from "./tags.ts";

/** What to publish, where and how. */
export interface PushRequest extends BuildRequest, PublishPlace {
  /** Instead of the tags that follow from git. */
  readonly tags?: readonly string[] | undefined;
  /** Only says what would be sent. */
  readonly dryRun?: boolean | undefined;
}

/** An image that is published now, or would be. */
export interface PushedImage {
  readonly name: string;
  readonly label: string;
  /** `ghcr.io/owner/todost`. */
  readonly repository: string;
  /** Of the index in the registry: what deployment tools should name. */
  readonly digest: Descriptor["digest"];
  /** `ghcr.io/owner/todost@sha256:…`. */
  readonly reference: string;
  readonly tags: readonly ExplainedTag[];
  readonly outcome: PublishOutcome;
}

/**
 * Builds images for every platform and publishes them under the tags that follow from git, all at once. Only what is
 * missing is sent. Where the workspace names no registry, they go to the registry that the store is.
 */
export async function push(session: Session, request: PushRequest): Promise<readonly PushedImage[]> {
  const location = publishLocation(session, request);
  const context = await findContext(session.workspace.root, session.env);
  const built = await build(session, request);
  const jobs = built.map((image) => jobOf(session, image, { context, given: request.tags }));
  const pool = createGzipPool({ workers: availableParallelism() });
  const compress: Workshop["compress"] = (layer) => compressLayer(layer, "gzip", { ...session.tools, pool });
  try {
    const workshop = { session, context, compress, deliver: await delivery(session, location, request) };
    return await Promise.all(jobs.map((job) => publish(workshop, job)));
  } finally {
    await pool.close();
  }
}

/** One image that was built, and the names it gets. */
interface Job {
  readonly built: BuiltImage;
  readonly target: Target;
  readonly tags: readonly ExplainedTag[];
}

/** Brings a prepared image to where it belongs. */
type Deliver = (job: Job, root: Descriptor) => Promise<Pick<PushedImage, "repository" | "outcome">>;

interface Workshop {
  readonly session: Session;
  readonly context: GitContext | undefined;
  readonly compress: Parameters<typeof preparePublication>[1]["compress"];
  readonly deliver: Deliver;
}

/** Throws `NO_TAGS` before anything is sent. */
function jobOf(session: Session, built: BuiltImage, source: Parameters<typeof tagsOf>[2]): Job {
  const target = session.targets.find(({ label }) => formatLabel(label) === built.label);
  if (!target) throw new TypeError(`${built.label} is no target`);
  const tags = tagsOf(session, target, source);
  if (tags.length === 0) throw noTags(target);
  return { built, target, tags };
}

async function publish({ session, context, compress, deliver }: Workshop, job: Job): Promise<PushedImage> {
  const { target, built, tags } = job;
  const { name, label } = built;
  return step(
    session.tools.progress,
    { id: publicationStep({ name }), name: "push", target: name },
    {
      run: async () => {
        const root = await preparePublication(session, { target, built, context, compress });
        const { repository, outcome } = await deliver(job, root);
        const { digest } = root;
        return { name, label, repository, digest, reference: `${repository}@${digest}`, tags, outcome };
      },
      outcome: ({ outcome }) => ({ cached: isIdle(outcome), detail: describeOutcome(outcome) }),
    },
  );
}

async function delivery(
  session: Session,
  location: RegistryLocation | undefined,
  { dryRun }: PushRequest,
): Promise<Deliver> {
  if (!location) return storeDelivery(session, dryRun);
  const client = await registryClient(session);
  const { blobs } = session.store;
  const { progress } = session.tools;
  const tools: PublishTools = { client, blobs, progress, sender: new BlobSender(client, blobs) };
  const promised = new Set<string>();
  return async ({ built, target, tags }, root) => {
    const repository = location.repository(built.name);
    const publication = {
      name: built.name,
      root,
      repository: repositoryName(repository),
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
function storeDelivery(session: Session, dryRun = false): Deliver {
  return async ({ built, tags }, root) => {
    if (!dryRun) await fetchBases(session, [built]);
    const { name } = built;
    const names = tags.map(({ tag }) => tag);
    return { repository: name, outcome: await publishInStore(session, { name, root, tags: names, dryRun }) };
  };
}

function repositoryName(text: string): RepositoryName {
  const { registry, repository } = parseReference(text);
  return { registry, repository };
}

/** Whether there was nothing to do. */
export function isIdle({ tags, manifests, blobs }: PublishOutcome): boolean {
  return tags.length + manifests + blobs === 0;
}

/** `12 blobs (12.3 MB), 3 manifests, 2 tags`. */
export function describeOutcome(outcome: PublishOutcome): string {
  if (isIdle(outcome)) return "nothing to send";
  const { blobs, bytes, mounted, manifests, tags } = outcome;
  const parts = [
    blobs > 0 ? `${blobs} blobs (${formatSize(bytes)})` : "",
    mounted > 0 ? `${mounted} mounted` : "",
    manifests > 0 ? `${manifests} manifests` : "",
    tags.length > 0 ? `${tags.length} ${tags.length === 1 ? "tag" : "tags"}` : "",
  ];
  return parts.filter((part) => part !== "").join(", ");
}
