import type { Digest } from "../oci/digest.ts";
import type { ImageNames } from "./image-names.ts";
import { listBlobs, listFiles, listRecords, type StoredFile, type StoredRecord } from "./inventory.ts";
import type { Layout } from "./layout.ts";
import { Reachability } from "./reachability.ts";
import { heldDigests } from "./root-folder.ts";

/** How many files, and how large together. */
export interface Share {
  readonly files: number;
  readonly bytes: number;
}

/** What the store's room is used for. */
export interface Usage {
  /** Indexes, manifests and configs. */
  readonly images: Share;
  readonly layers: Share;
  /** Packages and other blobs that are neither documents nor layers. */
  readonly downloads: Share;
  readonly records: Share;
  /** Of builds under way, or left behind by ones that were killed. */
  readonly drafts: Share;
  /** Of the blobs, those that a name or the embedded registry leads to: gc leaves them alone. */
  readonly named: Share;
  readonly total: Share;
}

/** Adds up the files of the store by what they are. */
export async function usage(layout: Layout, images: ImageNames): Promise<Usage> {
  const blobs = listBlobs(layout);
  const records = listRecords(layout);
  const drafts = listFiles(layout.drafts);
  const reachability = new Reachability(blobs);
  const { layers, documents } = sortBlobs(blobs.keys(), records, reachability);
  const some = (test: (digest: Digest) => boolean) =>
    share([...blobs].filter(([digest]) => test(digest)).map(([, blob]) => blob));
  const names = images.all().map(({ digest }) => digest);
  const named = reachability.closure([...names, ...heldDigests(layout)]);
  return {
    images: some((digest) => documents.has(digest) && !layers.has(digest)),
    layers: some((digest) => layers.has(digest)),
    downloads: some((digest) => !documents.has(digest) && !layers.has(digest)),
    records: share(records),
    drafts: share(drafts),
    named: some((digest) => named.has(digest)),
    total: share([...blobs.values(), ...records, ...drafts]),
  };
}

interface SortedBlobs {
  readonly layers: ReadonlySet<Digest>;
  readonly documents: ReadonlySet<Digest>;
}

/** Layers are what manifests or records name as such; documents lead to something, or something leads to them. */
function sortBlobs(
  blobs: Iterable<Digest>,
  records: readonly StoredRecord[],
  reachability: Reachability,
): SortedBlobs {
  const links = Array.from(blobs, (digest) => ({ digest, ...reachability.links(digest) }));
  const recorded = records.filter(({ kind }) => kind.includes("layer")).flatMap((record) => record.blobs);
  const layers = new Set([...links.flatMap((each) => each.layers), ...recorded]);
  const leading = links.filter((each) => each.documents.length + each.layers.length > 0);
  const documents = new Set(leading.flatMap((each) => [each.digest, ...each.documents]));
  return { layers, documents };
}

function share(files: readonly StoredFile[]): Share {
  return { files: files.length, bytes: files.reduce((sum, { size }) => sum + size, 0) };
}
