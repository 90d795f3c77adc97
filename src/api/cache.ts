import { resolve } from "node:path";
import { parseSize } from "../core/bytesize.ts";
import { codeOf } from "../core/error.ts";
import type { GcResult } from "../store/gc.ts";
import { defaultStoreFolder, openStore, type Store } from "../store/open-store.ts";
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

/** Removes what no image needs and nobody used lately. */
export async function cleanCache(store: Store, { keep, maxSize, all }: CleanOptions): Promise<GcResult> {
  if (!all)
    return store.gc({ keep: keep * day, maxSize: maxSize === undefined ? undefined : parseSize(maxSize) });
  for (const { name } of await store.images.list()) await store.images.remove(name);
  return store.gc({ keep: 0, maxSize: 0 });
}
