import { CooperError, UsageError } from "../../core/error.ts";
import { bytesOf } from "../../core/stream.ts";
import type { Descriptor } from "../../oci/descriptor.ts";
import type { Digest } from "../../oci/digest.ts";
import { mediaType } from "../../oci/media-type.ts";
import { formatReference, type Reference, type RepositoryName } from "../../oci/reference.ts";
import { type AttachedImage, copyImage, readImage } from "../../registry/client/copy-image.ts";
import type { RegistryClient } from "../../registry/client/registry-client.ts";
import { repositoryPlace } from "../../registry/client/repository-place.ts";
import type { EarlierPromotion, PromotionPolicy } from "../../workspace/promotion-policy.ts";
import { promotionTag } from "../../workspace/promotion-tag.ts";
import { emptyBlob, emptyDescriptor, type PromotionRecord, writeRecord } from "./promotion-record.ts";

/** An environment, and where it has the image. */
export interface Place {
  readonly environment: string;
  readonly repository: RepositoryName;
}

/** What to promote, and what to write down about it. */
export interface Promotion {
  /** Name of the image in the workspace. */
  readonly image: string;
  readonly from: Place;
  readonly to: Place;
  readonly digest: Digest;
  /** A tag that the image gets in the target, too. */
  readonly tag?: string | undefined;
  /** What a rollback goes back to. */
  readonly earlier?: EarlierPromotion | undefined;
  readonly by: string;
  readonly now: Date;
  readonly policy: readonly PromotionPolicy[];
}

/** What became of a promotion. */
export interface PromotionOutcome {
  readonly image: string;
  readonly digest: Digest;
  /** Where the image is now, by digest. */
  readonly reference: string;
  /** What the environment had before. */
  readonly before?: Digest | undefined;
  /** Whether there was nothing to do. */
  readonly unchanged: boolean;
  /** Blobs that had to be sent. */
  readonly uploaded: number;
}

/**
 * Copies an image by digest with everything attached, points the tag of the environment to it, and attaches a record.
 * Where the environment has this image already, it gets what was attached since. Fails with `PROMOTION_REFUSED` and `TAG_TAKEN`.
 */
export async function promote(client: RegistryClient, promotion: Promotion): Promise<PromotionOutcome> {
  const { image, from, to, digest } = promotion;
  const before = (await client.head(ofEnvironment(to)))?.digest;
  const reference = formatReference({ ...to.repository, digest });
  const outcome = { image, digest, reference, before };
  const found = await readImage(repositoryPlace(client, from.repository), digest);
  const target = repositoryPlace(client, to.repository);
  if (before === digest && (await hasTag(client, promotion))) {
    const { manifests, uploaded } = await copyImage(found, target);
    return { ...outcome, unchanged: manifests === 0, uploaded };
  }
  await askPolicy(promotion, found, before);
  await checkTag(client, promotion);
  const at = promotion.now.toISOString();
  const { uploaded } = await copyImage(found, target);
  await target.tag(found.root, promotionTag(at));
  await attachRecord(client, { ...promotion, at }, found.root.descriptor);
  if (promotion.tag !== undefined) await target.tag(found.root, promotion.tag);
  // The environment's own tag comes last: who follows it finds everything there.
  await target.tag(found.root, to.environment);
  return { ...outcome, unchanged: false, uploaded };
}

/** The tag of an environment in its repository, such as `prod`: what was promoted last. */
function ofEnvironment({ environment, repository }: Place): Reference {
  return { ...repository, tag: environment };
}

async function hasTag(client: RegistryClient, { to, tag, digest }: Promotion): Promise<boolean> {
  return tag === undefined || (await client.head({ ...to.repository, tag }))?.digest === digest;
}

async function askPolicy(
  promotion: Promotion,
  { root: { referrers } }: AttachedImage,
  current: Digest | undefined,
): Promise<void> {
  const { image, digest, from, to, earlier, policy } = promotion;
  const origin = earlier ?? { from: from.environment, tag: promotion.tag };
  const about = { image, digest, from: origin.from, to: to.environment, tag: origin.tag };
  const candidate = { ...about, current, earlier, referrers };
  const answers = await Promise.all(policy.map((ask) => ask(candidate)));
  const reasons = answers.filter((reason) => reason !== undefined);
  if (reasons.length === 0) return;
  throw new CooperError(`${image} may not go to ${to.environment}: ${reasons.join("; ")}`, {
    code: "PROMOTION_REFUSED",
    where: formatReference({ ...from.repository, digest }),
    hint: "This is the `policy` of cooper.config.ts. Mend what it names, then promote again.",
  });
}

/** A version is a promise: whoever deploys 1.4.2 twice must get the same bytes twice. */
async function checkTag(client: RegistryClient, { to, tag, digest }: Promotion): Promise<void> {
  if (tag === undefined || !/^v?\d+\.\d+\.\d+/.test(tag)) return;
  const taken = await client.head({ ...to.repository, tag });
  if (!taken || taken.digest === digest) return;
  throw new UsageError(`${tag} is another image in ${to.environment}`, {
    code: "TAG_TAKEN",
    where: formatReference({ ...to.repository, tag, digest: taken.digest }),
    hint: "Versions are not moved. Publish the image under a new version and promote that.",
  });
}

async function attachRecord(
  client: RegistryClient,
  promotion: Promotion & Pick<PromotionRecord, "at">,
  subject: Descriptor,
): Promise<void> {
  const { from, to, earlier } = promotion;
  const rollback = earlier !== undefined;
  const record = { ...promotion, from: from.environment, to: to.environment, rollback };
  await client.pushBlob(to.repository, emptyDescriptor, () => bytesOf(emptyBlob));
  await client.putManifest(to.repository, {
    bytes: writeRecord(record, subject),
    mediaType: mediaType.manifest,
  });
}
