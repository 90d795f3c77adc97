import { mapLimit } from "../../core/limit.ts";
import { zip } from "../../core/zip.ts";
import type { Annotations, Descriptor } from "../../oci/descriptor.ts";
import type { Digest } from "../../oci/digest.ts";
import { isIndexType, parseIndexManifest } from "../../oci/index-manifest.ts";
import { isManifestType, parseManifest } from "../../oci/manifest.ts";
import { isForeign } from "../../oci/media-type.ts";
import { formatReference, type Reference, type RepositoryName } from "../../oci/reference.ts";
import type { ReceivedManifest, RegistryClient } from "./registry-client.ts";

/** A manifest or index of a repository, and what it names. */
export interface ManifestNode extends ReceivedManifest {
  /** The manifests of an index, attestations among them. */
  readonly children: readonly Descriptor[];
  /** Config and layers, without those that registries do not have. */
  readonly blobs: readonly Descriptor[];
  readonly subject?: Digest | undefined;
  readonly annotations: Annotations;
  /** What names this one as its subject. */
  readonly referrers: readonly Descriptor[];
}

/** Manifests that lead to each other. */
export interface ManifestGraph {
  readonly nodes: ReadonlyMap<Digest, ManifestNode>;
  /** Named by one of the nodes, or a root, and not in the repository. */
  readonly missing: ReadonlySet<Digest>;
}

/** What reading a graph asks of a client. */
export interface ManifestReader extends Pick<RegistryClient, "referrers"> {
  manifest(reference: Reference): Promise<ReceivedManifest | undefined>;
}

const requestsAtOnce = 8;

/** Reads one manifest of a graph; nothing where it is not there. */
export type NodeReader = (digest: Digest) => Promise<ManifestNode | undefined>;

/** What is bound to a node in other ways than by a manifest, such as by a tag made from its digest. */
export type Follow = (node: ManifestNode) => Promise<readonly Digest[]>;

/** Everything that the roots lead to inside a repository: see {@link walkGraph}. */
export function readGraph(
  client: ManifestReader,
  repository: RepositoryName,
  roots: Iterable<Digest>,
  follow?: Follow,
): Promise<ManifestGraph> {
  return walkGraph((digest) => readNode(client, repository, digest), roots, follow);
}

/** Everything that the roots lead to: children of indexes and referrers, over any number of steps. */
export async function walkGraph(
  read: NodeReader,
  roots: Iterable<Digest>,
  follow: Follow = async () => [],
): Promise<ManifestGraph> {
  const nodes = new Map<Digest, ManifestNode>();
  const missing = new Set<Digest>();
  let front = [...new Set(roots)];
  while (front.length > 0) {
    const found = await mapLimit(front, requestsAtOnce, read);
    for (const [digest, node] of zip(front, found)) {
      if (node) nodes.set(node.descriptor.digest, node);
      else missing.add(digest);
    }
    const there = found.filter((node) => node !== undefined);
    const more = await mapLimit(there, requestsAtOnce, async (node) => [
      ...[...node.children, ...node.referrers].map(({ digest }) => digest),
      ...(await follow(node)),
    ]);
    front = [...new Set(more.flat())].filter((digest) => !nodes.has(digest) && !missing.has(digest));
  }
  return { nodes, missing };
}

/** A manifest of a repository with its referrers. */
export async function readNode(
  client: ManifestReader,
  repository: RepositoryName,
  digest: Digest,
): Promise<ManifestNode | undefined> {
  const reference = { ...repository, digest };
  const received = await client.manifest(reference);
  if (!received) return undefined;
  return nodeOf(received, await client.referrers(repository, digest), formatReference(reference));
}

/** What a manifest names, by its bytes. Fails with `BAD_MANIFEST` or `BAD_INDEX`. */
export function nodeOf(
  received: ReceivedManifest,
  referrers: readonly Descriptor[],
  where: string,
): ManifestNode {
  return { ...received, ...linksOf(received, where), referrers };
}

type Links = Pick<ManifestNode, "children" | "blobs" | "subject" | "annotations">;

/** Of manifests of other kinds, such as Docker's schema 1, nothing is known; they name no manifests. */
function linksOf({ descriptor, bytes }: ReceivedManifest, where: string): Links {
  if (isIndexType(descriptor.mediaType)) {
    const { manifests: children, subject, annotations = {} } = parseIndexManifest(bytes, where);
    return { children, blobs: [], subject: subject?.digest, annotations };
  }
  if (!isManifestType(descriptor.mediaType)) return { children: [], blobs: [], annotations: {} };
  const { config, layers, subject, annotations = {} } = parseManifest(bytes, where);
  const blobs = [config, ...layers].filter((blob) => !isForeign(blob.mediaType));
  return { children: [], blobs, subject: subject?.digest, annotations };
}
