import type { RepositoryName } from "../../../oci/reference.ts";
import type { Credential } from "../../../registry/client/credential.ts";
import { type Listed, type PullTimes, pullTimes } from "./pull-times.ts";
import { askApi, pagesOf, type RegistryApi } from "./registry-api.ts";

/** As far as it matters here. Source: Docker Hub API, "List repository tags". */
interface Page {
  readonly next?: string | null;
  readonly results: readonly Tag[];
}

interface Tag {
  readonly name: string;
  readonly digest?: string;
  readonly tag_last_pulled?: string | null;
  /** One a platform. */
  readonly images?: readonly { readonly digest?: string; readonly last_pulled?: string | null }[];
}

/** The pull times that Docker Hub notes for tags and for the platforms below them. */
export async function dockerHubPulls(
  hub: URL,
  { repository }: RepositoryName,
  api: RegistryApi,
): Promise<PullTimes | undefined> {
  const [namespace, ...name] = repository.split("/");
  const first = new URL(
    `/v2/namespaces/${namespace}/repositories/${name.join("/")}/tags?page=1&page_size=100`,
    hub,
  );
  const lists: Listed[] = [];
  for await (const page of pagesOf(first, api, ({ data }) => (data as Page).next)) {
    for (const tag of (page as Page).results) lists.push(...timesOf(tag));
  }
  return pullTimes(lists);
}

function timesOf({ name, digest, tag_last_pulled, images = [] }: Tag): readonly Listed[] {
  const platforms = images.map((image): Listed => [image.digest, image.last_pulled]);
  return [[name, tag_last_pulled], [digest, tag_last_pulled], ...platforms];
}

/** What the API of Docker Hub takes for a login of its registry. Source: Docker Hub API, "Create access token". */
export async function hubAuthorization(
  hub: URL,
  { username, password }: Extract<Credential, { kind: "password" }>,
  api: RegistryApi,
): Promise<string> {
  const { data } = await askApi(new URL("/v2/auth/token", hub), api, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ identifier: username, secret: password }),
  });
  return `Bearer ${(data as { access_token?: unknown }).access_token}`;
}
