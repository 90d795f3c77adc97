import { mapLimit } from "../../core/limit.ts";
import { zip } from "../../core/zip.ts";
import { attachedTo } from "../../oci/attached-tag.ts";
import type { Digest } from "../../oci/digest.ts";
import type { RepositoryName } from "../../oci/reference.ts";
import {
  type ManifestGraph,
  type ManifestNode,
  type ManifestReader,
  readGraph,
} from "../../registry/client/manifest-graph.ts";
import type { RegistryClient } from "../../registry/client/registry-client.ts";
import { RegistryError } from "../../registry/client/registry-error.ts";
import { checkReadable } from "./check-readable.ts";
import { createdTime } from "./created-time.ts";
import { lastPullOf, type PullLog, type PullTimes } from "./pulls/pull-times.ts";
import type { RepositoryState, StoredManifest } from "./repository-state.ts";
import type { Doomed, Shelf } from "./shelf.ts";

const requestsAtOnce = 8;

/** What a shelf works with. */
export interface ShelfOptions {
  readonly client: RegistryClient;
  /** Reads manifests; the client itself where absent. */
  readonly reader?: ManifestReader | undefined;
  /** Where to learn of pulls; absent where that does not matter. */
  readonly pulls?: PullLog | undefined;
  /** What is deployed, by digest: it is looked for even where no tag leads to it any more. */
  readonly deployed?: ReadonlySet<Digest> | undefined;
}

/** Works through the distribution API alone. What has no tag and is reached from none cannot be seen there. */
export function registryShelf(options: ShelfOptions): Shelf {
  const { client, pulls } = options;
  return {
    async load(repository) {
      const tags = await readTags(client, repository);
      // Asked before manifests are read: that may be a pull, too.
      const times = await pulls?.(repository);
      return stateOf(repository, tags, { ...options, times });
    },
    async remove(repository, doomed) {
      try {
        await removeOne(client, repository, doomed);
        return undefined;
      } catch (error) {
        if (error instanceof RegistryError && isFinal(error)) return error.message;
        throw error;
      }
    },
  };
}

/** Google's registry deletes a manifest only when its tags are gone, of which it names one. */
async function removeOne(client: RegistryClient, repository: RepositoryName, { digest, tags }: Doomed) {
  try {
    await client.deleteManifest(repository, digest);
  } catch (error) {
    const isTagged = error instanceof RegistryError && error.reason === "GOOGLE_MANIFEST_DANGLING_TAG";
    if (!isTagged) throw error;
    for (const tag of tags) await client.deleteTag(repository, tag);
    await client.deleteManifest(repository, digest);
  }
}

/** The answers of Harbor and of Google for an image with an immutable tag, and for one that an index they know of needs. */
function isFinal({ status, reason = "" }: RegistryError): boolean {
  return status === 412 || (status === 400 && reason.startsWith("GOOGLE_MANIFEST_"));
}

async function readTags(client: RegistryClient, repository: RepositoryName): Promise<Map<string, Digest>> {
  const names = await Array.fromAsync(client.tags(repository));
  const heads = await mapLimit(names, requestsAtOnce, (tag) => client.head({ ...repository, tag }));
  return new Map(zip(names, heads).flatMap(([name, head]) => (head ? [[name, head.digest] as const] : [])));
}

async function stateOf(
  repository: RepositoryName,
  tags: ReadonlyMap<string, Digest>,
  {
    client,
    reader = client,
    deployed = new Set(),
    times,
  }: ShelfOptions & { readonly times: PullTimes | undefined },
): Promise<RepositoryState> {
  const { nodes, missing } = await readAround(reader, repository, [
    ...tags.values(),
    ...attachedIn(tags),
    ...deployed,
  ]);
  checkReadable(repository, tags.values(), missing);
  const tagsOf = Map.groupBy(tags.keys(), (tag) => tags.get(tag));
  const manifests = await mapLimit(nodes.values(), requestsAtOnce, async (node) => {
    const { digest } = node.descriptor;
    const names = tagsOf.get(digest) ?? [];
    // Only what has a name is judged by its age.
    const named = names.length > 0;
    return storedManifest(node, {
      tags: names,
      created: named ? await createdTime(node, { client, repository, nodes }) : undefined,
      pulled: lastPullOf(times, digest, names),
    });
  });
  return { repository, manifests: new Map(manifests.map((each) => [each.digest, each])) };
}

/** What tags such as `sha256-….sig` are about, though that may have lost its own tag. */
function attachedIn(tags: ReadonlyMap<string, Digest>): readonly Digest[] {
  return [...tags.keys()].map(attachedTo).filter((digest) => digest !== undefined);
}

/** What the roots lead to, and what they are about. */
function readAround(
  reader: ManifestReader,
  repository: RepositoryName,
  roots: readonly Digest[],
): Promise<ManifestGraph> {
  const subjects = async ({ subject }: ManifestNode) => (subject === undefined ? [] : [subject]);
  return readGraph(reader, repository, roots, subjects);
}

/** What a registry itself knows of a manifest. */
export type KnownOfManifest = Pick<StoredManifest, "tags" | "created" | "pulled">;

/** A manifest as retention sees it. */
export function storedManifest(node: ManifestNode, known: KnownOfManifest): StoredManifest {
  const { digest, size } = node.descriptor;
  // The subject is a link, even where the registry's list of referrers lacks it.
  const { blobs, subject } = node;
  return { digest, size, blobs, subject, children: node.children.map((child) => child.digest), ...known };
}
