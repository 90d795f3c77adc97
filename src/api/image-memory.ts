import type { Digest } from "../oci/digest.ts";
import type { Store } from "../store/open-store.ts";
import type { MadeImage } from "./make-image.ts";

const kind = "built-image";

/**
 * The images that were made before, by their keys. One of which a single layer is not in the store any more is
 * forgotten; blobs that many images share are looked for once.
 */
export class ImageMemory {
  readonly #store: Pick<Store, "blobs" | "records">;
  readonly #present = new Map<Digest, Promise<boolean>>();

  constructor(store: Pick<Store, "blobs" | "records">) {
    this.#store = store;
  }

  /** The image of a key, whole in the store; nothing where it must be made. */
  async find(key: Digest): Promise<MadeImage | undefined> {
    const made = await this.#store.records.get<MadeImage>(kind, key);
    const present = await Promise.all(made?.parts.map((part) => this.#has(part)) ?? []);
    return present.every(Boolean) ? made : undefined;
  }

  /** Remembers an image that was made. */
  async keep(key: Digest, made: MadeImage): Promise<void> {
    const blobs = [made.index.digest, ...made.platforms.map(({ manifest }) => manifest.digest)];
    await this.#store.records.set(kind, key, { ...made, blobs });
  }

  #has(part: Digest): Promise<boolean> {
    const known = this.#present.get(part);
    if (known) return known;
    const present = this.#store.blobs.size(part).then((size) => size !== undefined);
    this.#present.set(part, present);
    return present;
  }
}
