import { mediaType } from "../../oci/media-type.ts";
import { requireDigest } from "./content-digest.ts";
import { type Exchange, reply, repositoryOf } from "./exchange.ts";
import { nextLink, type Page, pageOf, roomyPage } from "./page.ts";
import { referrersOf } from "./repository.ts";
import type { PartRoute, RepositoryRoute } from "./route.ts";

/** Source: OCI distribution 1.1, "Listing Tags". */
export function listTags(exchange: Exchange, { repository }: RepositoryRoute): void {
  const tags = Object.keys(repositoryOf(exchange, repository).tags).sort();
  const page = pageOf(tags, exchange.query);
  replyPage(exchange, page, {
    path: `/v2/${repository}/tags/list`,
    body: { name: repository, tags: page.items },
  });
}

/** Source: distribution, docs/spec/api.md, "Listing Repositories". */
export function listRepositories(exchange: Exchange): void {
  const page = pageOf(exchange.registry.catalog.names(), exchange.query);
  replyPage(exchange, page, { path: "/v2/_catalog", body: { repositories: page.items } });
}

function replyPage(
  exchange: Exchange,
  page: Page<string>,
  { path, body }: { path: string; body: object },
): void {
  const last = page.items.at(-1);
  const more = page.more && last !== undefined ? { Link: nextLink(path, exchange.query, last) } : {};
  reply(exchange, 200, { headers: more, body: JSON.stringify(body) });
}

/** Of a repository that is not there nothing is known, so nothing is about it: the API must not answer 404. */
export function listReferrers(exchange: Exchange, { repository, id }: PartRoute): void {
  const subject = requireDigest(id);
  const found = exchange.registry.catalog.get(repository);
  const type = exchange.query.get("artifactType");
  const last = exchange.query.get("last") ?? "";
  const all = found ? referrersOf(found, subject) : [];
  const asked = all.filter(
    ({ artifactType, digest }) => (type === null || artifactType === type) && digest > last,
  );
  const page = roomyPage(asked);
  const end = page.items.at(-1)?.digest;
  const path = `/v2/${repository}/referrers/${subject}`;
  reply(exchange, 200, {
    headers: {
      "Content-Type": mediaType.index,
      ...(type !== null && { "OCI-Filters-Applied": "artifactType" }),
      ...(page.more && end !== undefined && { Link: nextLink(path, exchange.query, end) }),
    },
    body: JSON.stringify({ schemaVersion: 2, mediaType: mediaType.index, manifests: page.items }),
  });
}
