import type { RepositoryName } from "../../oci/reference.ts";
import { nextPage, readPage } from "./paging.ts";
import type { Transport } from "./transport.ts";

/** ECR refuses more. */
const pageSize = 1000;

/** All tags of a repository. Source: OCI distribution 1.1, "Listing Tags". */
export async function* listTags(transport: Transport, repository: RepositoryName): AsyncIterable<string> {
  let target: string | URL | undefined = `tags/list?n=${pageSize}`;
  while (target !== undefined) {
    const answer = await transport.call({ method: "GET", repository, target });
    const tags = tagsOf(await readPage(answer));
    yield* tags;
    target = nextPage(transport, repository, answer) ?? unlinked(tags);
  }
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
