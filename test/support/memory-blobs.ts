import { Buffer } from "node:buffer";
import { CooperError } from "../../src/core/error.ts";
import { type Bytes, bytesOf } from "../../src/core/stream.ts";
import { type Digest, digestOf } from "../../src/oci/digest.ts";
import type { BlobStore, Expected, Reading, Stored } from "../../src/store/blob-store.ts";

/** A blob store for tests: everything in memory, every put verified. */
export class MemoryBlobs implements BlobStore {
  readonly #blobs = new Map<Digest, Buffer>();

  async size(digest: Digest): Promise<number | undefined> {
    return this.#blobs.get(digest)?.length;
  }

  async *open(digest: Digest, { offset = 0, length }: Reading = {}): Bytes {
    const blob = this.#blobs.get(digest);
    if (!blob) throw new CooperError("there is no such blob", { code: "BLOB_MISSING", where: digest });
    yield* bytesOf(blob.subarray(offset, offset + (length ?? blob.length - offset)));
  }

  async put(source: Bytes, expected: Expected = {}): Promise<Stored> {
    const chunks = [];
    for await (const chunk of source) chunks.push(chunk);
    const blob = Buffer.concat(chunks);
    const stored = { digest: digestOf(blob), size: blob.length };
    if ((expected.digest ?? stored.digest) !== stored.digest) {
      throw new CooperError("wrong digest", { code: "DIGEST_MISMATCH" });
    }
    if ((expected.size ?? stored.size) !== stored.size) {
      throw new CooperError("wrong size", { code: "SIZE_MISMATCH" });
    }
    this.#blobs.set(stored.digest, blob);
    return stored;
  }

  /** Damages a blob, as a failing disk would. */
  damage(digest: Digest, content: Uint8Array): void {
    this.#blobs.set(digest, Buffer.from(content));
  }

  /** Takes a blob away. */
  remove(digest: Digest): void {
    this.#blobs.delete(digest);
  }
}
