import { resolve } from "node:path";
import { parseSize } from "../core/bytesize.ts";
import { CooperError, codeOf } from "../core/error.ts";
import type { Descriptor } from "../oci/descriptor.ts";
import type { GcResult } from "../store/gc.ts";
import { defaultStoreFolder, openStore, type Store } from "../store/open-store.ts";
import type { VerifyOptions, VerifyResult } from "../store/verify.ts";
import { openSession } from "./session.ts";

const day = 24 * 3600 * 1000;

/** How much of a store goes. */
export interface CleanOptions {
  /** Days for which what no image needs stays after its last use. */
  readonly keep: number;
  /** Such as `10GB`. */
  readonly maxSize?: string | undefined;
  /** Whether everything goes, the images too. */
  readonly all?: boolean | undefined;
}

/** The store of the workspace round a folder; the user's own where there is no workspace. */
export async function openCache(options: { start: string; env: NodeJS.ProcessEnv }): Promise<Store> {
  try {
    return (await openSession({ ...options, start: resolve(options.start) })).store;
  } catch (error) {
    if (codeOf(error) !== "NO_WORKSPACE") throw error;
    return openStore(defaultStoreFolder(options.env));
  }
}

/** What {@link verifyCache} found. */
export interface CacheFindings extends VerifyResult {
  /** Images of the index whose manifest or config do not fit their layers, and why not. */
  readonly unfit: readonly { readonly image: string; readonly why: string }[];
}

/** Hashes every blob again, then checks that the images of the index are put together rightly. */
export async function verifyCache(store: Store, options: VerifyOptions): Promise<CacheFindings> {
  const result = await store.verify(options);
  const lacking = new Set(result.incomplete.map(({ image }) => image));
  const unfit = [];
  for (const { name, descriptor } of await store.images.list()) {
    const why = lacking.has(name) ? undefined : await faultOf(store, descriptor);
    if (why !== undefined) unfit.push({ image: name, why });
  }
  return { ...result, unfit };
}

async function faultOf({ blobs }: Store, descriptor: Descriptor): Promise<string | undefined> {
  const [{ loadImages }, { verifyImage }] = await Promise.all([
    import("../images/image-index.ts"),
    import("../images/validate.ts"),
  ]);
  try {
    for (const image of await loadImages(blobs, descriptor)) await verifyImage(image, blobs);
    return undefined;
  } catch (error) {
    if (error instanceof CooperError) return error.message;
    throw error;
  }
}

/** Removes what no image needs and nobody used lately. */
export async function cleanCache(store: Store, { keep, maxSize, all }: CleanOptions): Promise<GcResult> {
  if (!all)
    return store.gc({ keep: keep * day, maxSize: maxSize === undefined ? undefined : parseSize(maxSize) });
  for (const { name } of await store.images.list()) await store.images.remove(name);
  return store.gc({ keep: 0, maxSize: 0 });
}
