import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { BlobFolder } from "./blob-folder.ts";
import type { RecordStore } from "./blob-store.ts";
import { ImageNames } from "./image-names.ts";
import { Layout } from "./layout.ts";
import { RecordFolder } from "./record-folder.ts";
import { Session } from "./session.ts";

/** An OCI image layout that several processes may read and write at once. */
export interface Store {
  /** Absolute path. */
  readonly folder: string;
  readonly blobs: BlobFolder;
  readonly records: RecordStore;
  readonly images: ImageNames;
}

/**
 * Opens the store in a folder. Touches the disk only to see what kind of folder it is: the folder is made by the first
 * write. Throws `STORE_VERSION` where something else lies there.
 */
export async function openStore(folder: string): Promise<Store> {
  const layout = new Layout(resolve(folder));
  layout.exists();
  let begun: Promise<Session> | undefined;
  const session = () => {
    begun ??= layout.create().then(() => Session.begin(layout));
    return begun;
  };
  const blobs = new BlobFolder(layout, session);
  const records = new RecordFolder(layout, blobs, session);
  return { folder: layout.folder, blobs, records, images: new ImageNames(layout) };
}

/** `COOPER_STORE`, else `cooper` in the user's cache folder. */
export function defaultStoreFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env.COOPER_STORE) return resolve(env.COOPER_STORE);
  return join(env.XDG_CACHE_HOME || join(env.HOME || homedir(), ".cache"), "cooper");
}
