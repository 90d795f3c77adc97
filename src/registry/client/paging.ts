import { CooperError } from "../../core/error.ts";
import type { HttpAnswer } from "../../core/http-send.ts";
import { collect } from "../../core/stream.ts";
import type { RepositoryName } from "../../oci/reference.ts";
import type { Transport } from "./transport.ts";

/** The most bytes of one page: ECR's of 1,000 tags have some 130 kB. */
const pageLimit = 8 * 2 ** 20;

/** The JSON of an answer that lists something. */
export async function readPage(answer: HttpAnswer): Promise<Readonly<Record<string, unknown>>> {
  const raw = String(await collect(answer.body, pageLimit));
  try {
    const page: unknown = JSON.parse(raw);
    if (typeof page === "object" && page !== null) return page as Record<string, unknown>;
  } catch {
    // Said below: a page that is no JSON and one that is no object have the same remedy.
  }
  throw new CooperError(`${answer.url.host} answered with something else than a list`, {
    code: "REGISTRY_PROTOCOL",
    where: answer.url.origin + answer.url.pathname,
    hint: "Check the registry's address: a web server answers there, but perhaps no registry.",
  });
}

/** The address of the next page. Source: OCI distribution 1.1, "Listing Tags"; RFC 8288. */
export function nextPage(
  transport: Transport,
  repository: RepositoryName,
  answer: HttpAnswer,
): URL | undefined {
  const link = [answer.headers.link ?? ""].flat().join(", ");
  const [, target] = /<([^>]*)>\s*;[^,]*\brel="?next"?/i.exec(link) ?? [];
  if (target === undefined) return undefined;
  const next = transport.locate(repository.registry, target, answer.url);
  // A page that follows itself would never end.
  return next.href === answer.url.href ? undefined : next;
}
