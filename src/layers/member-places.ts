import type { MemberCache } from "../archive/gzip-members.ts";
import { type Bytes, collect } from "../core/stream.ts";
import { type Digest, digestOf, isDigest } from "../oci/digest.ts";
import type { BlobStore, RecordStore } from "../store/blob-store.ts";

/** Where a gzip member lies: inside a compressed layer. */
interface Place {
  readonly blobs: readonly [Digest];
  readonly offset: number;
  readonly length: number;
  /** Of the member itself, to tell a damaged or misplaced one. */
  readonly digest: Digest;
}

const kind = "gzip-member";

/**
 * Finds gzip members again inside layers that were compressed before, and remembers those of one more layer. Members
 * are not kept a second time: only their places are, and gc forgets a place together with its layer.
 */
export class MemberPlaces implements MemberCache {
  readonly #tools: { readonly blobs: BlobStore; readonly records: RecordStore };
  readonly #keys = new Map<Uint8Array, string>();
  readonly #places = new Map<string, Omit<Place, "blobs">>();

  constructor(tools: { readonly blobs: BlobStore; readonly records: RecordStore }) {
    this.#tools = tools;
  }

  async lookup(key: string): Promise<Uint8Array | undefined> {
    const place = await this.#tools.records.get<unknown>(kind, key);
    const member = isPlace(place) ? await this.#read(place) : undefined;
    if (member) this.#keys.set(member, key);
    return member;
  }

  async save(key: string, member: Uint8Array): Promise<void> {
    this.#keys.set(member, key);
  }

  /** Passes the members of a new layer on, noting where each one lies. */
  async *note(members: Bytes): Bytes {
    let offset = 0;
    for await (const member of members) {
      const key = this.#keys.get(member);
      const length = member.length;
      if (key) this.#places.set(key, { offset, length, digest: digestOf(member) });
      this.#keys.delete(member);
      offset += length;
      yield member;
    }
  }

  /** Records what was noted, once the layer is in the store. */
  async record(layer: Digest): Promise<void> {
    for (const [key, place] of this.#places) {
      await this.#tools.records.set(kind, key, { blobs: [layer], ...place } satisfies Place);
    }
  }

  /** A place that cannot be read costs time only. */
  async #read({ blobs, offset, length, digest }: Place): Promise<Uint8Array | undefined> {
    try {
      const member = await collect(this.#tools.blobs.open(blobs[0], { offset, length }), length);
      return digestOf(member) === digest ? member : undefined;
    } catch {
      return undefined;
    }
  }
}

/** Records come from the disk: nothing is believed of them. */
function isPlace(value: unknown): value is Place {
  const { blobs, offset, length, digest } = (value ?? {}) as Partial<Record<keyof Place, unknown>>;
  const hasRun = Number.isSafeInteger(offset) && Number.isSafeInteger(length);
  return hasRun && Array.isArray(blobs) && isDigest(blobs[0]) && isDigest(digest);
}
