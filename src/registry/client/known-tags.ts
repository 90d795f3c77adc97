import { codeOf } from "../../core/error.ts";
import type { RepositoryName } from "../../oci/reference.ts";
import type { RegistryClient } from "./registry-client.ts";

/** The tags of a repository; none where it does not exist: `docker-registry` says so of one that has no tags, too. */
export async function* knownTags(
  client: Pick<RegistryClient, "tags">,
  repository: RepositoryName,
): AsyncIterable<string> {
  try {
    yield* client.tags(repository);
  } catch (error) {
    if (codeOf(error) !== "NO_SUCH_REPOSITORY") throw error;
  }
}
