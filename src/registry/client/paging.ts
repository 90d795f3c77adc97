import type { HttpAnswer } from "../../core/http-send.ts";
import { collect } from "../../core/stream.ts";
import type { RepositoryName } from "../../oci/reference.ts";
import { jsonObject } from "./json-answer.ts";
import type { Call, Transport } from "./transport.ts";

/** The most bytes of one page: ECR's of 1,000 tags have some 130 kB. */
const pageLimit = 8 * 2 ** 20;

/** How a list is read. */
export interface PageReading<T> {
  readonly read: (answer: HttpAnswer) => Promise<T>;
  /** What follows a page whose answer names nothing. */
  readonly unlinked?: (page: T) => string | undefined;
}

/** Page after page, each read again where the connection is lost half-way. */
export async function* readPages<T>(
  transport: Transport,
  call: Call,
  { read, unlinked = () => undefined }: PageReading<T>,
): AsyncGenerator<T> {
  const take = async (answer: HttpAnswer) => {
    const page = await read(answer);
    return { page, next: nextPage(transport, call.repository, answer) };
  };
  for (let target: Call["target"] | undefined = call.target; target !== undefined; ) {
    const { page, next }: Awaited<ReturnType<typeof take>> = await transport.read({ ...call, target }, take);
    yield page;
    target = next ?? unlinked(page);
  }
}

/** The JSON of an answer that lists something. */
export async function readJson(answer: HttpAnswer): Promise<Readonly<Record<string, unknown>>> {
  const { url, body } = answer;
  return jsonObject(await collect(body, pageLimit, url.origin + url.pathname), answer, "a list");
}

/** What `Link` names as the next page. Source: OCI distribution 1.1, "Listing Tags"; RFC 8288. */
export function linkToNext({ headers }: HttpAnswer): string | undefined {
  const link = [headers.link ?? ""].flat().join(", ");
  return /<([^>]*)>\s*;[^,]*\brel="?next"?/i.exec(link)?.[1];
}

function nextPage(transport: Transport, repository: RepositoryName, answer: HttpAnswer): URL | undefined {
  const target = linkToNext(answer);
  if (target === undefined) return undefined;
  const next = transport.locate(repository.registry, target, answer.url);
  // A page that follows itself would never end.
  return next.href === answer.url.href ? undefined : next;
}
