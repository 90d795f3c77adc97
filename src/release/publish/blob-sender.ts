import type { Bytes } from "../../core/stream.ts";
import type { Descriptor } from "../../oci/descriptor.ts";
import type { RepositoryName } from "../../oci/reference.ts";
import type { PushOutcome, RegistryClient } from "../../registry/client/registry-client.ts";
import type { BlobStore } from "../../store/blob-store.ts";

/** A blob on its way. */
export interface BlobDelivery {
  readonly to: RepositoryName;
  /** A repository that has the blob, perhaps of another registry. */
  readonly base?: RepositoryName | undefined;
  readonly onBytes?: ((sent: number) => void) | undefined;
}

/**
 * Sends the blobs of several images. One that many images share goes to a registry once: the others wait for it and
 * mount it, and the layers of a base are mounted from where the base is.
 */
export class BlobSender {
  readonly #client: RegistryClient;
  readonly #blobs: BlobStore;
  /** By registry and digest: the repository that had the blob first, or nothing where sending it failed. */
  readonly #first = new Map<string, Promise<RepositoryName | undefined>>();

  constructor(client: RegistryClient, blobs: BlobStore) {
    this.#client = client;
    this.#blobs = blobs;
  }

  async send(blob: Descriptor, delivery: BlobDelivery): Promise<PushOutcome> {
    const { to } = delivery;
    const key = `${to.registry} ${blob.digest}`;
    const first = this.#first.get(key);
    if (first) return this.#push(blob, delivery, await first);
    const sending = this.#push(blob, delivery);
    const arrived = sending.then(
      () => to,
      () => undefined,
    );
    this.#first.set(key, arrived);
    return sending;
  }

  #push(blob: Descriptor, { to, base, onBytes }: BlobDelivery, other?: RepositoryName): Promise<PushOutcome> {
    const known = [other, base].filter((one) => one !== undefined);
    const mountFrom = known.filter(({ registry }) => registry === to.registry);
    return this.#client.pushBlob(to, blob, () => this.#open(blob, base), { mountFrom, onBytes });
  }

  /** Layers of a base stay where they are until someone needs their bytes. */
  async *#open(blob: Descriptor, base: RepositoryName | undefined): Bytes {
    const isHere = (await this.#blobs.size(blob.digest)) !== undefined;
    const reading = { reuse: true };
    yield* isHere || !base ? this.#blobs.open(blob.digest, reading) : this.#client.blob(base, blob, reading);
  }
}
