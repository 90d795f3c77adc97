import { join, resolve } from "node:path";
import { homeFolder } from "../core/home-folder.ts";
import { BlobFolder } from "./blob-folder.ts";
import type { RecordStore } from "./blob-store.ts";
import { FileDigests } from "./file-digests.ts";
import type { GcOptions, GcResult } from "./gc.ts";
import { ImageNames } from "./image-names.ts";
import { Layout } from "./layout.ts";
import { RecordFolder } from "./record-folder.ts";
import { RootFolder } from "./root-folder.ts";
import { Session } from "./session.ts";
import type { Usage } from "./usage.ts";
import type { VerifyOptions, VerifyResult } from "./verify.ts";

/** An OCI image layout that several processes may read and write at once. */
export interface Store {
  /** Absolute path. */
  readonly folder: string;
  readonly blobs: BlobFolder;
  readonly records: RecordStore;
  readonly images: ImageNames;
  /** What the embedded registry has, by repository. */
  readonly registry: RootFolder;
  /** The digests of the files of a workspace, by its absolute path, as earlier builds left them. Save it at the end. */
  fileDigests(workspace: string): FileDigests;
  /** Removes what nobody needs: see {@link GcOptions}. Safe beside builds in other processes. */
  gc(options?: GcOptions): Promise<GcResult>;
  /** What takes how much room. */
  du(): Promise<Usage>;
  /** Hashes every blob anew, and looks whether every named image is whole. */
  verify(options?: VerifyOptions): Promise<VerifyResult>;
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
  const images = new ImageNames(layout);
  return {
    folder: layout.folder,
    blobs,
    records,
    images,
    registry: new RootFolder(layout, session),
    fileDigests: (workspace) => FileDigests.open(layout.fileDigests(workspace)),
    gc: async (options) => {
      layout.checkWritable();
      return (await import("./gc.ts")).gc(layout, images, options);
    },
    du: async () => (await import("./usage.ts")).usage(layout, images),
    verify: async (options) => {
      layout.checkWritable();
      return (await import("./verify.ts")).verify(layout, images, options);
    },
  };
}

/** `COOPER_STORE`, else `cooper` in the user's cache folder. */
export function defaultStoreFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env.COOPER_STORE) return resolve(env.COOPER_STORE);
  return join(env.XDG_CACHE_HOME || join(homeFolder(env), ".cache"), "cooper");
}
