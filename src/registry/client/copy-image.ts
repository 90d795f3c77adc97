import { CooperError } from "../../core/error.ts";
import { mapLimit } from "../../core/limit.ts";
import type { Descriptor } from "../../oci/descriptor.ts";
import { type Digest, hexOf } from "../../oci/digest.ts";
import { formatReference, type RepositoryName } from "../../oci/reference.ts";
import { type ManifestGraph, type ManifestNode, readGraph } from "./manifest-graph.ts";
import type { RegistryClient } from "./registry-client.ts";

/** An image as it is in a repository, with all that is attached to it. */
export interface AttachedImage {
  readonly repository: RepositoryName;
  readonly root: ManifestNode;
  /** The root among them. */
  readonly nodes: ManifestGraph["nodes"];
  /** Tags such as `sha256-….sig`, by which older tools attach signatures. */
  readonly tags: ReadonlyMap<string, Digest>;
}

/** What a copy had to do. */
export interface CopyOutcome {
  /** Manifests and indexes that the target lacked. */
  readonly manifests: number;
  /** Blobs that were sent, not mounted and not there before. */
  readonly uploaded: number;
}

/** Reads manifests only: an index, its children, their referrers and `sha256-….*` tags. */
export async function readImage(
  client: RegistryClient,
  repository: RepositoryName,
  digest: Digest,
): Promise<AttachedImage> {
  const names = await Array.fromAsync(client.tags(repository));
  const tags = new Map<string, Digest>();
  const byTag = async ({ descriptor }: ManifestNode) => {
    // The tag without a suffix is the index of referrers, which the client keeps itself.
    const prefix = `sha256-${hexOf(descriptor.digest)}.`;
    for (const tag of names.filter((name) => name.startsWith(prefix))) {
      const found = await client.head({ ...repository, tag });
      if (found) tags.set(tag, found.digest);
    }
    return [...tags.values()];
  };
  const { nodes, missing } = await readGraph(client, repository, [digest], byTag);
  const root = nodes.get(digest);
  const [lost = digest] = missing;
  if (!root || missing.size > 0) throw gone({ ...repository, digest: lost });
  return { repository, root, nodes, tags };
}

/**
 * Copies what {@link readImage} has read, blobs before manifests and the index after its children. Every byte keeps its
 * digest. What the target has is not sent again.
 */
export async function copyImage(
  client: RegistryClient,
  image: AttachedImage,
  to: RepositoryName,
): Promise<CopyOutcome> {
  const outcome = { manifests: 0, uploaded: 0 };
  for (const node of childrenFirst(image.nodes)) {
    if (await client.head({ ...to, digest: node.descriptor.digest })) continue;
    outcome.uploaded += await copyBlobs(client, { from: image.repository, to, blobs: node.blobs });
    await put(client, to, node);
    outcome.manifests += 1;
  }
  for (const [tag, digest] of image.tags) await put(client, to, image.nodes.get(digest) ?? image.root, tag);
  return outcome;
}

/** Puts a tag on an image that was copied. */
export async function tagCopy(
  client: RegistryClient,
  image: AttachedImage,
  to: RepositoryName,
  tag: string,
): Promise<void> {
  await put(client, to, image.root, tag);
}

interface BlobCopy {
  readonly from: RepositoryName;
  readonly to: RepositoryName;
  readonly blobs: readonly Descriptor[];
}

async function copyBlobs(client: RegistryClient, { from, to, blobs }: BlobCopy): Promise<number> {
  const mountFrom = from.registry === to.registry ? [from] : [];
  const once = new Map(blobs.map((blob) => [blob.digest, blob])).values();
  const outcomes = await mapLimit(once, 4, (blob) =>
    client.pushBlob(to, blob, () => client.blob(from, blob, { reuse: true }), { mountFrom }),
  );
  return outcomes.filter((how) => how === "uploaded").length;
}

async function put(
  client: RegistryClient,
  to: RepositoryName,
  { descriptor, bytes }: ManifestNode,
  tag?: string,
): Promise<void> {
  await client.putManifest(to, { bytes, mediaType: descriptor.mediaType, tag });
}

/** Subjects come before what is about them as well: the root is read first, and referrers are found from it. */
function childrenFirst(nodes: AttachedImage["nodes"]): ManifestNode[] {
  const ordered = new Set<ManifestNode>();
  const visit = (node: ManifestNode | undefined) => {
    if (!node || ordered.has(node)) return;
    for (const { digest } of node.children) visit(nodes.get(digest));
    ordered.add(node);
  };
  for (const node of nodes.values()) visit(node);
  return [...ordered];
}

function gone(reference: RepositoryName & { readonly digest: Digest }): CooperError {
  return new CooperError("a part of the image is not in the registry", {
    code: "NO_SUCH_MANIFEST",
    where: formatReference(reference),
    hint: "It was deleted while an index or a tag still names it. Push the image again.",
  });
}
