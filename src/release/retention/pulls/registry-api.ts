import { CooperError } from "../../../core/error.ts";
import { type HttpRequest, send } from "../../../core/http-send.ts";
import { retry } from "../../../core/retry.ts";
import type { Identity } from "../../../registry/client/describe-failure.ts";
import { linkToNext, readJson } from "../../../registry/client/paging.ts";
import { complaintOf, failureOf, RegistryError } from "../../../registry/client/registry-error.ts";

/** How to ask a registry for what the distribution API does not tell. */
export interface RegistryApi {
  readonly identity: Identity;
  readonly authorization?: string | undefined;
  readonly ca?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** An answer in JSON. */
export interface ApiAnswer {
  readonly data: unknown;
  /** The address of the next page, as `Link` names it (RFC 8288). */
  readonly next?: string | undefined;
}

/** Sends a request, again where the registry is busy. Fails as requests to registries do. */
export function askApi(
  url: URL,
  { identity, authorization, ca, signal }: RegistryApi,
  request: Pick<HttpRequest, "method" | "headers" | "body"> = {},
): Promise<ApiAnswer> {
  const headers = {
    accept: "application/json",
    ...request.headers,
    ...(authorization ? { authorization } : {}),
  };
  const ask = async () => {
    const answer = await send(url, { ...request, headers, ca, signal });
    if (answer.status === 200) return { data: await readJson(answer), next: linkToNext(answer) };
    throw failureOf(answer, await complaintOf(answer), { ...identity, method: request.method ?? "GET" });
  };
  return retry(ask, { tries: 4, signal, pause: pauseOf });
}

/** All pages from the first one on. The login goes to the host it is for and to no other. */
export async function* pagesOf(
  first: URL,
  api: RegistryApi,
  nextIn: (answer: ApiAnswer) => string | null | undefined = ({ next }) => next,
): AsyncGenerator<unknown> {
  for (let url = first; ; ) {
    const answer = await askApi(url, api);
    yield answer.data;
    const next = nextIn(answer);
    if (!next) return;
    url = new URL(next, url);
    if (url.origin !== first.origin) throw elsewhere(first, url);
  }
}

function pauseOf(error: unknown): number {
  return error instanceof RegistryError ? Math.min(60_000, error.retryAfter ?? 0) : 0;
}

function elsewhere(first: URL, { host }: URL): CooperError {
  return new CooperError(`${first.host} names ${host} for the next page`, {
    code: "REGISTRY_PROTOCOL",
    where: first.origin + first.pathname,
    hint: "Whoever runs the registry must mend the address that it gives for itself.",
  });
}
