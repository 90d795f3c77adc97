import { CooperError, codeOf } from "../../core/error.ts";
import { filterLimit, mapLimit } from "../../core/limit.ts";
import { attachedTag } from "../../oci/attached-tag.ts";
import type { Descriptor } from "../../oci/descriptor.ts";
import type { Digest } from "../../oci/digest.ts";
import type { CopySource, CopyTarget } from "./copy-place.ts";
import { type ManifestGraph, type ManifestNode, walkGraph } from "./manifest-graph.ts";

/** An image as it is in a repository or a layout, with all that is attached to it. */
export interface AttachedImage {
  readonly source: CopySource;
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

const asksAtOnce = 8;
const blobsAtOnce = 4;

/** Reads manifests only: an index, its children, their referrers and `sha256-….*` tags. */
export async function readImage(source: CopySource, digest: Digest): Promise<AttachedImage> {
  const names = await namesIn(source);
  const tags = new Map<string, Digest>();
  const byTag = async ({ descriptor }: ManifestNode) => {
    // The tag without a suffix is the index of referrers, which the client keeps itself.
    const prefix = `${attachedTag(descriptor.digest)}.`;
    const bound =
      names?.filter((name) => name.startsWith(prefix)) ?? usualSuffixes.map((end) => prefix + end);
    for (const tag of bound) {
      const found = await source.digestOf(tag);
      if (found) tags.set(tag, found);
    }
    return [...tags.values()];
  };
  const { nodes, missing } = await walkGraph((each) => source.node(each), [digest], byTag);
  const parts = [...nodes.values()].flatMap(({ children }) => children.map((child) => child.digest));
  const lost = [digest, ...parts, ...tags.values()].find((each) => missing.has(each));
  const root = nodes.get(digest);
  if (!root || lost) throw gone(source.format(lost ?? digest));
  // Whoever deletes what is attached seldom takes it from the list at the fallback tag.
  const referrers = root.referrers.filter((each) => nodes.has(each.digest));
  return { source, root: { ...root, referrers }, nodes, tags };
}

/** What cosign's tags end in. */
const usualSuffixes = ["sig", "att", "sbom"];

/** Nothing where whoever asks may pull and not list, as a role of ECR may: then only usual names can be asked for. */
async function namesIn(source: CopySource): Promise<readonly string[] | undefined> {
  try {
    return await Array.fromAsync(source.tags());
  } catch (error) {
    if (codeOf(error) !== "REGISTRY_DENIED") throw error;
    return undefined;
  }
}

/**
 * Copies what {@link readImage} has read, blobs before manifests and the index after its children. Every byte keeps its
 * digest. What the target has is not sent again.
 */
export async function copyImage(image: AttachedImage, to: CopyTarget): Promise<CopyOutcome> {
  const nodes = childrenFirst(image.nodes);
  const lacking = await filterLimit(nodes, asksAtOnce, async (node) => !(await to.has(node)));
  let uploaded = 0;
  for (const node of lacking) {
    uploaded += await copyBlobs(node, image.source, to);
    await to.putManifest(node);
  }
  for (const [tag, digest] of image.tags) await to.tag(image.nodes.get(digest) ?? image.root, tag);
  return { manifests: lacking.length, uploaded };
}

async function copyBlobs({ blobs }: ManifestNode, source: CopySource, to: CopyTarget): Promise<number> {
  const once = new Map<Digest, Descriptor>(blobs.map((blob) => [blob.digest, blob])).values();
  const outcomes = await mapLimit(once, blobsAtOnce, (blob) => to.pushBlob(blob, source));
  return outcomes.filter((how) => how === "uploaded").length;
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

function gone(where: string): CooperError {
  return new CooperError("a part of the image is not in the registry", {
    code: "NO_SUCH_MANIFEST",
    where,
    hint: "It was deleted while an index or a tag still names it. Push the image again.",
  });
}
