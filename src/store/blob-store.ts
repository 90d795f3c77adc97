import type { Bytes } from "../core/stream.ts";
import type { Digest } from "../oci/digest.ts";

/** What a put is checked against while it streams. */
export interface Expected {
  readonly digest?: Digest | undefined;
  /** Bytes. */
  readonly size?: number | undefined;
}

/** What a put has stored. */
export interface Stored {
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
}

/** Which bytes of a blob to read, and how. */
export interface Reading {
  /** By default from the first byte. */
  readonly offset?: number | undefined;
  /** By default to the last byte. */
  readonly length?: number | undefined;
  /**
   * Allows one buffer for all chunks: each is then valid only until the next one is asked for. Large blobs that are
   * only passed on need less memory so, and no garbage collection.
   */
  readonly reuse?: boolean | undefined;
}

/** Blobs by digest. What is in it has been verified; what is half-written is never visible. */
export interface BlobStore {
  /** The size of a blob in bytes, or nothing where it is not in the store. */
  size(digest: Digest): Promise<number | undefined>;
  /** Streams a blob or a run of its bytes. Fails with `BLOB_MISSING`. */
  open(digest: Digest, reading?: Reading): Bytes;
  /** Stores a stream. A wrong digest or size fails with `DIGEST_MISMATCH` or `SIZE_MISMATCH` and leaves nothing. */
  put(source: Bytes, expected?: Expected): Promise<Stored>;
}

/**
 * Small JSON facts by key, such as "the layer of this key has that digest". Lost records cost time, never truth: a
 * record that names a blob which is gone counts as absent.
 */
export interface RecordStore {
  get<T>(kind: string, key: string): Promise<T | undefined>;
  set(kind: string, key: string, value: unknown): Promise<void>;
}
