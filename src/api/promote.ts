import { CooperError, UsageError } from "../core/error.ts";
import { type Digest, parseDigest } from "../oci/digest.ts";
import { formatReference } from "../oci/reference.ts";
import type { Place, Promotion, PromotionOutcome } from "../release/promote/promote.ts";
import type { PromotionRecord } from "../release/promote/promotion-record.ts";
import { placeOf } from "./environment.ts";
import { registryClient } from "./registry-client.ts";
import { selectOne } from "./select.ts";
import type { Session } from "./session.ts";

export type { PromotionOutcome, PromotionRecord };

/** What to move where. Environments by name. */
export interface PromoteRequest {
  readonly image: string;
  readonly from: string;
  readonly to: string;
  /** Which image of `from`, and a name it gets in `to`; what `from` has now where absent. */
  readonly tag?: string | undefined;
}

/**
 * Promotes an image by digest, with everything attached. Fails with `NO_ENVIRONMENT`, `NOTHING_TO_PROMOTE`,
 * `PROMOTION_REFUSED` or `TAG_TAKEN`.
 */
export async function promoteImage(session: Session, request: PromoteRequest): Promise<PromotionOutcome> {
  const { name } = selectOne(session, request.image);
  const [from, to] = [placeOf(session, name, request.from), placeOf(session, name, request.to)];
  const { tag } = request;
  const client = await registryClient(session);
  const tags = tag === undefined ? [from.environment, "latest"] : [tag];
  for (const each of tags) {
    const found = await client.head({ ...from.repository, tag: each });
    if (found) return move(session, { image: name, from, to, digest: found.digest, tag });
  }
  throw new CooperError(`${from.environment} has no ${name} with the tag ${tags.join(" or ")}`, {
    code: "NOTHING_TO_PROMOTE",
    where: formatReference(from.repository),
    hint: `Publish it there first, or name another tag with --tag.`,
  });
}

/** What to bring back. */
export interface RollbackRequest {
  readonly image: string;
  readonly to: string;
  /** An image of the trail; the one before the present one where absent. */
  readonly digest?: string | undefined;
}

/** Promotes an image that an environment had before. Fails with `NOTHING_EARLIER`. */
export async function rollbackImage(session: Session, request: RollbackRequest): Promise<PromotionOutcome> {
  const { name } = selectOne(session, request.image);
  const to = placeOf(session, name, request.to);
  const [{ readTrail }, { earlierDigest }] = await Promise.all([
    import("../release/promote/read-trail.ts"),
    import("../release/promote/earlier-digest.ts"),
  ]);
  const trail = await readTrail(await registryClient(session), to.repository, to.environment);
  const wanted =
    request.digest === undefined ? earlierDigest(trail) : parseDigest(request.digest, "--digest");
  // The trail begins with the newest record; what a rollback wrote does not say where the image came from.
  const records = trail.filter(({ digest }) => digest === wanted);
  const earlier = records.find(({ rollback }) => !rollback) ?? records[0];
  if (wanted === undefined || earlier === undefined) throw nothingEarlier(name, to, wanted);
  return move(session, { image: name, from: to, to, digest: wanted, earlier });
}

async function move(
  session: Session,
  what: Omit<Promotion, "by" | "now" | "policy">,
): Promise<PromotionOutcome> {
  const [{ promote }, { promoter }] = await Promise.all([
    import("../release/promote/promote.ts"),
    import("../release/promote/promoter.ts"),
  ]);
  const { policy = [] } = session.workspace.config;
  const client = await registryClient(session);
  return promote(client, { ...what, policy, by: promoter(session.env), now: new Date() });
}

function nothingEarlier(
  image: string,
  { environment, repository }: Place,
  wanted: Digest | undefined,
): UsageError {
  const what = wanted === undefined ? `has no earlier ${image}` : `never had ${image} ${wanted}`;
  return new UsageError(`${environment} ${what}`, {
    code: "NOTHING_EARLIER",
    where: formatReference(repository),
    hint: `\`cooper promotions ${image}\` shows what was promoted; \`cooper promote\` takes any other image.`,
  });
}

/** The promotions of an image to all environments, or to one, newest first. */
export async function promotionsOf(
  session: Session,
  image: string,
  environment?: string,
): Promise<readonly PromotionRecord[]> {
  const { name } = selectOne(session, image);
  const names =
    environment === undefined ? Object.keys(session.workspace.config.environments ?? {}) : [environment];
  const client = await registryClient(session);
  const { readTrail } = await import("../release/promote/read-trail.ts");
  const places = names.map((each) => placeOf(session, name, each));
  const trails = await Promise.all(
    places.map((place) => readTrail(client, place.repository, place.environment)),
  );
  return trails.flat().sort((a, b) => (a.at < b.at ? 1 : -1));
}
