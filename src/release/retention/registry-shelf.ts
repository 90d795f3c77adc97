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
import type { Shelf } from "./shelf.ts";

const requestsAtOnce = 8;

/** What a shelf works with. */
export interface ShelfOptions {
  readonly client: RegistryClient;
  /** Reads manifests; the client itself where absent. */
  readonly reader?: ManifestReader | undefined;
  /** Where to learn of pulls; absent where that does not matter. */
  readonly pulls?: PullLog | undefined;
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
    async remove(repository, digest) {
      try {
        await client.deleteManifest(repository, digest);
        return undefined;
      } catch (error) {
        // Harbor's answer for an image with an immutable tag, and for one that an index it knows of needs.
        if (error instanceof RegistryError && error.status === 412) return error.message;
        throw error;
      }
    },
  };
}

async function readTags(client: RegistryClient, repository: RepositoryName): Promise<Map<string, Digest>> {
  const names = await Array.fromAsync(client.tags(repository));
  const heads = await mapLimit(names, requestsAtOnce, (tag) => client.head({ ...repository, tag }));
  return new Map(zip(names, heads).flatMap(([name, head]) => (head ? [[name, head.digest] as const] : [])));
}

async function stateOf(
  repository: RepositoryName,
  tags: ReadonlyMap<string, Digest>,
  { client, reader = client, times }: ShelfOptions & { readonly times: PullTimes | undefined },
): Promise<RepositoryState> {
  const { nodes, missing } = await readAround(reader, repository, tags);
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

/** What tagged manifests lead to, and what they are about, though that may have lost its own tag. */
function readAround(
  reader: ManifestReader,
  repository: RepositoryName,
  tags: ReadonlyMap<string, Digest>,
): Promise<ManifestGraph> {
  const attached = [...tags.keys()].map(attachedTo).filter((digest) => digest !== undefined);
  const subjects = async ({ subject }: ManifestNode) => (subject === undefined ? [] : [subject]);
  return readGraph(reader, repository, [...tags.values(), ...attached], subjects);
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
