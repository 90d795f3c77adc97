import { mapLimit } from "../../core/limit.ts";
import type { Digest } from "../../oci/digest.ts";
import type { RepositoryName } from "../../oci/reference.ts";
import { type ManifestGraph, type ManifestNode, readGraph } from "../../registry/client/manifest-graph.ts";
import type { RegistryClient } from "../../registry/client/registry-client.ts";
import { attachedTo } from "./attached-tag.ts";
import { checkReadable } from "./check-readable.ts";
import { createdTime } from "./created-time.ts";
import type { RepositoryState, StoredManifest } from "./repository-state.ts";
import type { Shelf } from "./shelf.ts";

const requestsAtOnce = 8;

/** Works through the distribution API alone. What has no tag and is reached from none cannot be seen there. */
export function registryShelf(client: RegistryClient): Shelf {
  return {
    load: async (repository) => stateOf(client, repository, await readTags(client, repository)),
    remove: async (repository, digest) => {
      await client.deleteManifest(repository, digest);
      return undefined;
    },
  };
}

async function readTags(client: RegistryClient, repository: RepositoryName): Promise<Map<string, Digest>> {
  const names = await Array.fromAsync(client.tags(repository));
  const heads = await mapLimit(names, requestsAtOnce, (tag) => client.head({ ...repository, tag }));
  return new Map(heads.flatMap((head, i) => (head ? [[names[i] as string, head.digest] as const] : [])));
}

async function stateOf(
  client: RegistryClient,
  repository: RepositoryName,
  tags: ReadonlyMap<string, Digest>,
): Promise<RepositoryState> {
  const { nodes, missing } = await readAround(client, repository, tags);
  checkReadable(repository, tags.values(), missing);
  const tagsOf = Map.groupBy(tags.keys(), (tag) => tags.get(tag));
  const manifests = await mapLimit(nodes.values(), requestsAtOnce, async (node) => {
    const names = tagsOf.get(node.descriptor.digest) ?? [];
    // Only what has a name is judged by its age.
    const named = names.length > 0;
    return storedManifest(node, {
      tags: names,
      created: named ? await createdTime(node, { client, repository, nodes }) : undefined,
    });
  });
  return { repository, manifests: new Map(manifests.map((each) => [each.digest, each])) };
}

/** What tagged manifests lead to, and what they are about, though that may have lost its own tag. */
function readAround(
  client: RegistryClient,
  repository: RepositoryName,
  tags: ReadonlyMap<string, Digest>,
): Promise<ManifestGraph> {
  const attached = [...tags.keys()].map(attachedTo).filter((digest) => digest !== undefined);
  const subjects = async ({ subject }: ManifestNode) => (subject === undefined ? [] : [subject]);
  return readGraph(client, repository, [...tags.values(), ...attached], subjects);
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
