import type { HttpAnswer } from "../../core/http-send.ts";
import type { RepositoryName } from "../../oci/reference.ts";
import { readJson, readPages } from "./paging.ts";
import type { Transport } from "./transport.ts";

/** ECR refuses more. */
const pageSize = 1000;

/** All tags of a repository. Source: OCI distribution 1.1, "Listing Tags". */
export async function* listTags(transport: Transport, repository: RepositoryName): AsyncIterable<string> {
  const call = { method: "GET", repository, target: `tags/list?n=${pageSize}` } as const;
  const read = async (answer: HttpAnswer) => tagsOf(await readJson(answer));
  for await (const tags of readPages(transport, call, { read, unlinked })) yield* tags;
}

function tagsOf({ tags }: Readonly<Record<string, unknown>>): readonly string[] {
  // A repository whose tags are all gone has `null`.
  return Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : [];
}

/** Some registries page without a Link: after a full page comes another, which may be empty. */
function unlinked(tags: readonly string[]): string | undefined {
  const last = tags.at(-1);
  if (tags.length !== pageSize || last === undefined) return undefined;
  return `tags/list?${new URLSearchParams({ n: String(pageSize), last })}`;
}
