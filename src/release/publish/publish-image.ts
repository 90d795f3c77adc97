import { mapLimit } from "../../core/limit.ts";
import type { ProgressListener } from "../../core/progress.ts";
import { readDocument } from "../../images/read-document.ts";
import type { Descriptor } from "../../oci/descriptor.ts";
import type { PushOutcome, RegistryClient } from "../../registry/client/registry-client.ts";
import type { BlobStore, RecordStore } from "../../store/blob-store.ts";
import type { BlobSender } from "./blob-sender.ts";
import { blobsOf, missingBlobs, type PushPlan, planPush, requestsAtOnce } from "./plan-push.ts";
import type { Publication, PublicationPart } from "./publication.ts";
import { isPublished, notePublished } from "./push-memory.ts";

/** What publishing works with. */
export interface PublishTools {
  readonly client: RegistryClient;
  readonly blobs: BlobStore;
  /** Remembers what went out. */
  readonly records: RecordStore;
  /** Shared by all images that are published together. */
  readonly sender: BlobSender;
  readonly progress: ProgressListener;
}

/** What had to be done, or in a dry run would have to be. Nothing at all where everything was there. */
export interface PublishOutcome {
  /** Tags that were put or moved. */
  readonly tags: readonly string[];
  /** Manifests and indexes that were sent. */
  readonly manifests: number;
  /** Blobs that were sent, and their bytes. */
  readonly blobs: number;
  readonly bytes: number;
  /** Blobs that the registry took over from another repository. */
  readonly mounted: number;
}

const nothing: PublishOutcome = { tags: [], manifests: 0, blobs: 0, bytes: 0, mounted: 0 };

/**
 * Publishes an image: only what is missing is sent, blobs before the manifests that name them, the index last, and the
 * tags when everything is there. Whoever pulls meanwhile sees the old image or the new one, never half of one.
 */
export async function publishImage(publication: Publication, tools: PublishTools): Promise<PublishOutcome> {
  const { client, blobs } = tools;
  if (await isPublished(publication, tools)) return nothing;
  const plan = await planPush(publication, client, blobs);
  const sent = await sendBlobs(plan, publication, tools);
  await putParts(plan.parts, publication, client);
  await putTags(plan, publication, tools);
  await notePublished(publication, tools);
  return { tags: plan.tags, manifests: plan.parts.length, ...sent };
}

/**
 * What {@link publishImage} would do. Sends nothing. `promised` are the blobs that images rehearsed before would send:
 * they count once, as they would be sent once and mounted from there.
 */
export async function rehearseImage(
  publication: Publication,
  tools: Pick<PublishTools, "client" | "blobs" | "records">,
  promised: Set<string> = new Set(),
): Promise<PublishOutcome> {
  const { client, blobs } = tools;
  if (await isPublished(publication, tools)) return nothing;
  const plan = await planPush(publication, client, blobs);
  const missing = await missingBlobs(plan, publication, client);
  const first = missing.filter(({ digest }) => !promised.has(digest));
  for (const { digest } of first) promised.add(digest);
  const mounted = missing.length - first.length;
  return { tags: plan.tags, manifests: plan.parts.length, ...sizeOf(first), mounted };
}

async function sendBlobs(
  plan: PushPlan,
  publication: Publication,
  { sender, progress }: PublishTools,
): Promise<Pick<PublishOutcome, "blobs" | "bytes" | "mounted">> {
  const all = blobsOf(plan);
  const advance = counter(publication, progress);
  const outcomes = await mapLimit(all, requestsAtOnce, (blob) =>
    sender.send(blob, {
      to: publication.repository,
      base: publication.base,
      onBytes: (sent) => advance(blob, sent),
    }),
  );
  const as = (how: PushOutcome) => all.filter((_, i) => outcomes[i] === how);
  return { ...sizeOf(as("uploaded")), mounted: as("mounted").length };
}

/** How many bytes of an image have gone out so far: blobs go side by side, and each tells of itself. */
function counter(publication: Publication, progress: ProgressListener) {
  const id = publicationStep(publication);
  const sent = new Map<string, number>();
  return (blob: Descriptor, bytes: number) => {
    sent.set(blob.digest, bytes);
    const current = [...sent.values()].reduce((sum, one) => sum + one, 0);
    progress({ type: "advance", id, current, unit: "bytes" });
  };
}

/** The id of the step that an image's publication is in progress. */
export function publicationStep({ name }: Pick<Publication, "name">): string {
  return `push ${name}`;
}

async function putParts(
  parts: readonly PublicationPart[],
  { repository, root }: Publication,
  client: RegistryClient,
): Promise<void> {
  const put = ({ bytes, descriptor }: PublicationPart) =>
    client.putManifest(repository, { bytes, mediaType: descriptor.mediaType });
  const isRoot = ({ descriptor }: PublicationPart) => descriptor.digest === root.digest;
  await mapLimit(
    parts.filter((part) => !isRoot(part)),
    requestsAtOnce,
    put,
  );
  for (const part of parts.filter(isRoot)) await put(part);
}

async function putTags(
  { tags }: PushPlan,
  { repository, root }: Publication,
  { client, blobs }: PublishTools,
): Promise<void> {
  if (tags.length === 0) return;
  const bytes = await readDocument(blobs, root);
  await Promise.all(
    tags.map((tag) => client.putManifest(repository, { bytes, mediaType: root.mediaType, tag })),
  );
}

function sizeOf(blobs: readonly Descriptor[]): { readonly blobs: number; readonly bytes: number } {
  return { blobs: blobs.length, bytes: blobs.reduce((sum, { size }) => sum + size, 0) };
}
