import { mapLimit } from "../../core/limit.ts";
import type { Digest } from "../../oci/digest.ts";
import { parseManifest } from "../../oci/manifest.ts";
import type { RepositoryName } from "../../oci/reference.ts";
import { knownTags } from "../../registry/client/known-tags.ts";
import type { RegistryClient } from "../../registry/client/registry-client.ts";
import { isPromotionTag } from "../../workspace/promotion-tag.ts";
import { type PromotionRecord, promotionType, readRecord } from "./promotion-record.ts";

const requestsAtOnce = 8;

/** The promotions to one environment, newest first, as its repository has them. */
export async function readTrail(
  client: RegistryClient,
  repository: RepositoryName,
  environment: string,
): Promise<readonly PromotionRecord[]> {
  const digests = await promotedDigests(client, repository);
  const records = await mapLimit(digests, requestsAtOnce, (digest) => recordsOf(client, repository, digest));
  return records
    .flat()
    .filter(({ to }) => to === environment)
    .sort((a, b) => (a.at < b.at ? 1 : -1));
}

async function promotedDigests(client: RegistryClient, repository: RepositoryName): Promise<Set<Digest>> {
  const tags = (await Array.fromAsync(knownTags(client, repository))).filter(isPromotionTag);
  const heads = await mapLimit(tags, requestsAtOnce, (tag) => client.head({ ...repository, tag }));
  return new Set(heads.flatMap((head) => (head ? [head.digest] : [])));
}

/** Registries may leave annotations out of the list of referrers, so each record is read itself. */
async function recordsOf(
  client: RegistryClient,
  repository: RepositoryName,
  subject: Digest,
): Promise<readonly PromotionRecord[]> {
  const referrers = await client.referrers(repository, subject, promotionType);
  const records = await mapLimit(referrers, requestsAtOnce, async ({ digest }) => {
    const received = await client.manifest({ ...repository, digest });
    const annotations = received && parseManifest(received.bytes, digest).annotations;
    return annotations && readRecord(subject, annotations);
  });
  return records.filter((record) => record !== undefined);
}
