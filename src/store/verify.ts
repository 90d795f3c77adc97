import { rm } from "node:fs/promises";
import { codeOf } from "../core/error.ts";
import { fileBytes } from "../core/file-bytes.ts";
import { type Digest, Digester } from "../oci/digest.ts";
import { type ImageNames, nameOf } from "./image-names.ts";
import { listBlobs, listRecords, type StoredFile } from "./inventory.ts";
import type { Layout } from "./layout.ts";
import { Reachability } from "./reachability.ts";
import { heldDigests } from "./root-folder.ts";

/** What to do with what is damaged. */
export interface VerifyOptions {
  /** Whether to remove blobs that are damaged. What is missing then is made or fetched anew by the next build. */
  readonly remove?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What was read, and what is wrong with it. */
export interface VerifyResult {
  /** Blobs and bytes that were read. */
  readonly blobs: number;
  readonly bytes: number;
  /** Blobs whose bytes have another digest than their names say, sorted. */
  readonly damaged: readonly Digest[];
  /** Images of the index and of the embedded registry that cannot be used, and the first blob that they lack. */
  readonly incomplete: readonly { readonly image: string; readonly missing: Digest }[];
}

/** Reads the whole store once, in a stream. */
export async function verify(
  layout: Layout,
  images: ImageNames,
  options: VerifyOptions = {},
): Promise<VerifyResult> {
  const blobs = listBlobs(layout);
  const damaged: Digest[] = [];
  const read = { blobs: blobs.size, bytes: 0 };
  for (const [digest, blob] of blobs) {
    options.signal?.throwIfAborted();
    if (!(await isSound(blob, digest))) damaged.push(digest);
    read.bytes += blob.size;
  }
  if (options.remove) await removeDamaged(layout, new Set(damaged));
  for (const digest of damaged) blobs.delete(digest);
  return { ...read, damaged, incomplete: incompleteImages(rootsOf(layout, images), blobs) };
}

/** Removes blobs, and first the records that lead to them: an image that lacks a layer must not count as built. */
async function removeDamaged(layout: Layout, damaged: ReadonlySet<Digest>): Promise<void> {
  const reachability = new Reachability(listBlobs(layout));
  for (const record of listRecords(layout)) {
    const leadsTo = reachability.closure(record.blobs);
    if (!leadsTo.isDisjointFrom(damaged)) await rm(record.path, { force: true });
  }
  for (const digest of damaged) await rm(layout.blob(digest), { force: true });
}

/** A blob that gc took away meanwhile is no damage. */
async function isSound({ path }: StoredFile, digest: Digest): Promise<boolean> {
  const digester = new Digester();
  try {
    for await (const chunk of fileBytes(path)) digester.update(chunk);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return true;
    throw error;
  }
  return digester.digest() === digest;
}

/** The images of the index and of the embedded registry, by name where they have one. */
function rootsOf(layout: Layout, images: ImageNames): ReadonlyMap<Digest, string> {
  const named = images.all().map((each) => [each.digest, nameOf(each) ?? each.digest] as const);
  return new Map([...heldDigests(layout).map((digest) => [digest, digest] as const), ...named]);
}

function incompleteImages(
  roots: ReadonlyMap<Digest, string>,
  blobs: ReadonlyMap<Digest, StoredFile>,
): VerifyResult["incomplete"] {
  const reachability = new Reachability(blobs);
  return [...roots].flatMap(([root, image]) => {
    const needed = reachability.closure([root]);
    const missing = [...needed.difference(reachability.elsewhere(needed))].find(
      (digest) => !blobs.has(digest),
    );
    return missing ? [{ image, missing }] : [];
  });
}
