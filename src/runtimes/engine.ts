import type { ProgressListener } from "../core/progress.ts";
import type { Bytes } from "../core/stream.ts";
import type { Descriptor } from "../oci/descriptor.ts";
import type { Digest } from "../oci/digest.ts";
import type { BlobStore } from "../store/blob-store.ts";

/** One image of one platform, ready to be handed to an engine. */
export interface LoadRequest {
  /** Of the manifest. */
  readonly manifest: Descriptor;
  /** Digest of the config, which engines call the image's ID. */
  readonly id: Digest;
  /** Config and layers. */
  readonly blobs: readonly Descriptor[];
  /** Digests of the uncompressed layers, the lowest first. */
  readonly diffIds: readonly Digest[];
  /** What the engine shall call it: `repository:tag`, at least one. */
  readonly names: readonly string[];
  /** What `docker load` reads: all of the image but the bytes of so many of its lowest layers. May follow a frame's start. */
  readonly archive: (present: number) => Bytes;
}

/** How an image came into an engine. */
export interface LoadResult {
  /**
   * `present`: the engine had it. `layers`: the uppermost layers were sent. `pulled`: it fetched the layers it lacked.
   * `archive`: all of it was sent.
   */
  readonly how: "present" | "layers" | "pulled" | "archive";
}

/** What every archive that an engine reads begins with, whatever it holds. */
export interface ArchiveFrame {
  /** Its first entry, which says nothing of the image. */
  readonly start: Uint8Array;
  /** All that follows where there is no image after all. */
  readonly empty: () => Bytes;
}

/** What loading works with. */
export interface LoadTools {
  readonly blobs: BlobStore;
  readonly frame: ArchiveFrame;
  readonly progress: ProgressListener;
  readonly signal?: AbortSignal | undefined;
}

/** A container engine on this machine. */
export interface Engine {
  readonly name: "docker" | "podman";
  /** Its version where it answers, else the reason why it does not. */
  status(): Promise<{ readonly version: string } | { readonly problem: string }>;
  /** Gets ready to take images in: what takes the engine a while begins now, while the first image is being made. */
  loader(tools: LoadTools): Loader;
}

/** Takes images into an engine. */
export interface Loader {
  load(request: LoadRequest): Promise<LoadResult>;
  /** Ends what was begun for images that did not come. */
  close(): Promise<void>;
}
