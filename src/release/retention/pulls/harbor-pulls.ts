import { send } from "../../../core/http-send.ts";
import { retry } from "../../../core/retry.ts";
import { collect } from "../../../core/stream.ts";
import type { RepositoryName } from "../../../oci/reference.ts";
import { type Listed, type PullTimes, pullTimes } from "./pull-times.ts";
import { pagesOf, type RegistryApi } from "./registry-api.ts";

/** As far as it matters here. Source: Harbor, api/v2.0/swagger.yaml, `Artifact` and `Tag`. */
interface Artifact {
  readonly digest: string;
  readonly pull_time?: string;
  readonly tags?: readonly { readonly pull_time?: string }[] | null;
}

/** Whether a registry is Harbor, whose API answers to everybody who asks whether it is there. */
export function isHarbor(origin: URL, { ca, signal }: RegistryApi): Promise<boolean> {
  const ping = async () => {
    const { status, headers, body, drop } = await send(new URL("/api/v2.0/ping", origin), { ca, signal });
    // Others may have a page for whatever is asked, of whatever size.
    const isPage = String(headers["content-type"] ?? "").startsWith("text/html");
    if (status === 200 && !isPage) return String(await collect(body, 2 ** 20)).trim() === "Pong";
    await drop();
    return false;
  };
  return retry(ping, { tries: 4, signal });
}

/** The pull times that Harbor notes for artifacts and for their tags. Its first path part is the project. */
export async function harborPulls(
  origin: URL,
  { repository }: RepositoryName,
  api: RegistryApi,
): Promise<PullTimes | undefined> {
  const [project = "", ...rest] = repository.split("/");
  // Harbor's proxy takes one layer of encoding away before its router looks for slashes.
  const name = encodeURIComponent(encodeURIComponent(rest.join("/")));
  const path = `/api/v2.0/projects/${encodeURIComponent(project)}/repositories/${name}/artifacts`;
  const lists: Listed[] = [];
  for await (const page of pagesOf(new URL(`${path}?page=1&page_size=100&with_tag=true`, origin), api)) {
    for (const { digest, pull_time, tags } of page as readonly Artifact[]) {
      lists.push([digest, pull_time], ...(tags ?? []).map((tag): Listed => [digest, tag.pull_time]));
    }
  }
  return pullTimes(lists);
}
