import { availableParallelism } from "node:os";
import { type Limit, limit } from "../../core/limit.ts";
import type { BlobStore, RecordStore } from "../../store/blob-store.ts";
import type { LockedPackage } from "../lock/lock-file.ts";
import type { Deb } from "./deb.ts";

/** What turning packages into layers works with. */
export interface ImageTools {
  readonly blobs: BlobStore;
  readonly records: RecordStore;
  /** Brings the `.deb` into the store, where it is not there; it is a blob under its sha256. */
  readonly fetch: (locked: LockedPackage) => Promise<unknown>;
}

/** Goes up when transcoding begins to say other things of the same package. */
const version = 2;

/** Packages in the form that layers need: each is transcoded once, however many layers and builds ask for it. */
export class PackageShelf {
  readonly #tools: ImageTools;
  readonly #downloads: Limit = limit(8);
  /** One more than there are processors, since each waits for the disk now and then. */
  readonly #transcodings: Limit = limit(Math.min(4, availableParallelism() + 1));
  readonly #debs = new Map<string, Promise<Deb>>();

  constructor(tools: ImageTools) {
    this.#tools = tools;
  }

  get(locked: LockedPackage): Promise<Deb> {
    let deb = this.#debs.get(locked.sha256);
    if (deb === undefined) {
      deb = this.#load(locked);
      this.#debs.set(locked.sha256, deb);
    }
    return deb;
  }

  async #load(locked: LockedPackage): Promise<Deb> {
    const { blobs, records, fetch } = this.#tools;
    const key = `${version} ${locked.sha256}`;
    const known = await records.get<Deb>("deb", key);
    if (known) return known;
    await this.#downloads(() => fetch(locked));
    const { transcode } = await import("./transcode.ts");
    const where = `${locked.name} ${locked.version} (${locked.architecture})`;
    const deb = await this.#transcodings(() => transcode(blobs, locked.sha256, where));
    await records.set("deb", key, deb);
    return deb;
  }
}
