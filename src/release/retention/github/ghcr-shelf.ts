import { CooperError } from "../../../core/error.ts";
import { type Digest, isDigest } from "../../../oci/digest.ts";
import { formatReference, type RepositoryName } from "../../../oci/reference.ts";
import { type ManifestReader, readGraph } from "../../../registry/client/manifest-graph.ts";
import { checkReadable } from "../check-readable.ts";
import { storedManifest } from "../registry-shelf.ts";
import type { RepositoryState } from "../repository-state.ts";
import type { Doomed, Shelf } from "../shelf.ts";
import type { GithubApi } from "./github-api.ts";
import { GithubError } from "./github-error.ts";

/** A version as GitHub lists it. Source: GitHub REST API, "List package versions for a package owned by …". */
interface PackageVersion {
  readonly id: number;
  /** The digest. */
  readonly name: string;
  readonly created_at: string;
  readonly metadata?: { readonly container?: { readonly tags?: readonly string[] } };
}

/**
 * Works through the REST API of GitHub Packages, since ghcr.io answers 405 to every deletion. It lists manifests
 * without tags too, and tells when each was pushed.
 */
export class GhcrShelf implements Shelf {
  readonly #github: GithubApi;
  readonly #reader: ManifestReader;
  readonly #paths = new Map<string, Promise<string>>();
  readonly #ids = new Map<string, number>();

  constructor(github: GithubApi, reader: ManifestReader) {
    this.#github = github;
    this.#reader = reader;
  }

  async load(repository: RepositoryName): Promise<RepositoryState> {
    const path = await this.#path(repository);
    const listed = await this.#github.paginate<PackageVersion>({
      url: `${path}/versions`,
      method: "GET",
      per_page: 100,
    });
    const versions = new Map(listed.flatMap((each) => (isDigest(each.name) ? [[each.name, each]] : [])));
    for (const [digest, { id }] of versions) this.#ids.set(keyOf(repository, digest), id);
    const { nodes, missing } = await readGraph(this.#reader, repository, versions.keys());
    checkReadable(repository, versions.keys(), missing);
    const manifests = [...nodes.values()].map((node) => {
      const version = versions.get(node.descriptor.digest);
      return storedManifest(node, {
        tags: version?.metadata?.container?.tags ?? [],
        created: version && Date.parse(version.created_at),
      });
    });
    return { repository, manifests: new Map(manifests.map((each) => [each.digest, each])) };
  }

  async remove(repository: RepositoryName, { digest }: Doomed): Promise<string | undefined> {
    const id = this.#ids.get(keyOf(repository, digest));
    if (id === undefined) throw unlisted(repository, digest);
    try {
      await this.#github.request(`DELETE ${await this.#path(repository)}/versions/${id}`);
    } catch (error) {
      if (!(error instanceof GithubError)) throw error;
      if (error.statusCode === 404 && (await this.#isGone(repository, id))) return undefined;
      if (error.statusCode !== 400 && error.statusCode !== 422) throw error;
      // Such as a public version with over 5,000 downloads, or the last version that has a tag.
      return error.said;
    }
    return undefined;
  }

  /** GitHub answers 404 to who may not delete, as well as for what is gone. */
  async #isGone(repository: RepositoryName, id: number): Promise<boolean> {
    try {
      await this.#github.request(`GET ${await this.#path(repository)}/versions/${id}`);
      return false;
    } catch (error) {
      if (error instanceof GithubError && error.statusCode === 404) return true;
      throw error;
    }
  }

  /** Organisations and users have paths of their own. The name of a package may have slashes. */
  #path({ repository }: RepositoryName): Promise<string> {
    const [owner = "", ...rest] = repository.split("/");
    const known = this.#paths.get(owner) ?? this.#ownerPath(owner);
    this.#paths.set(owner, known);
    return known.then((path) => `${path}/packages/container/${encodeURIComponent(rest.join("/"))}`);
  }

  async #ownerPath(owner: string): Promise<string> {
    const { data } = await this.#github.request("GET /users/{username}", { username: owner });
    return `/${data.type === "Organization" ? "orgs" : "users"}/${encodeURIComponent(owner)}`;
  }
}

function keyOf({ repository }: RepositoryName, digest: Digest): string {
  return `${repository}@${digest}`;
}

function unlisted(repository: RepositoryName, digest: Digest): CooperError {
  return new CooperError("GitHub Packages does not list this image", {
    code: "NO_SUCH_MANIFEST",
    where: formatReference({ ...repository, digest }),
    hint: "It was deleted by somebody else, or pushed this moment. Run the command again.",
  });
}
