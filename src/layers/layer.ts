import type { Bytes } from "../core/stream.ts";
import type { Descriptor } from "../oci/descriptor.ts";
import type { Digest } from "../oci/digest.ts";

/** A layer whose bytes are in the store. */
export interface Layer {
  readonly name: string;
  /** Of the blob as stored: an uncompressed tar, so its digest is the diffID, unless it came compressed from elsewhere. */
  readonly descriptor: Descriptor;
  /** Digest of the uncompressed tar. */
  readonly diffId: Digest;
  /** Whether the cache had it. */
  readonly cached: boolean;
  /** A fresh stream of the blob each time. */
  open(): Bytes;
}

/** A layer of which it is known what its files weigh. */
export interface BuiltLayer extends Layer {
  /** Bytes of the content of all its files: what it adds to the size that `docker images` shows. */
  readonly contentSize: number;
}

/** A layer that exists already, perhaps in a registry alone: its bytes come from there when somebody opens it. */
export interface PulledLayer extends BuiltLayer {
  /** Equal keys, equal bytes, as with the key of a `LayerSpec`. */
  readonly key: Digest;
}
