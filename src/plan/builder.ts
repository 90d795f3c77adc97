import type { ProgressListener } from "../core/progress.ts";
import type { Digest } from "../oci/digest.ts";
import type { Platform } from "../oci/platform.ts";
import type { BlobStore, RecordStore } from "../store/blob-store.ts";
import type { MadeContribution } from "./contribution.ts";
import type { ImageFacts } from "./facts.ts";
import type { Target } from "./target.ts";

/**
 * One ecosystem. Knows how sources and their own lock become layers; knows nothing of bases, images or registries.
 * Implementations load what is heavy inside {@link plan}, so that a build with nothing to do never pays for it.
 */
export interface LanguageBuilder {
  /** The `kind` of the definitions it understands. */
  readonly kind: string;
  /** Goes up when equal inputs begin to give other bytes. Part of every key. */
  readonly version: number;
  /** The base of images that name none. */
  readonly defaultBase: string;
  /** Absolute paths of all workspace files that decide the result, sorted. Looks at names only. */
  inputs(target: Target): Promise<readonly string[]>;
  /** The layers above the base on one platform. May use the network for what a lock file names. */
  plan(request: PlanRequest): Promise<MadeContribution>;
}

/** One target on one platform. */
export interface PlanRequest {
  readonly target: Target;
  readonly platform: Platform;
  /** What the base offers. */
  readonly base: ImageFacts;
  readonly tools: BuildTools;
}

/** What builders work with. */
export interface BuildTools {
  readonly blobs: BlobStore;
  readonly records: RecordStore;
  /** Digest of a workspace file, from the stat cache where the file has not changed. */
  readonly fileDigest: (path: string) => Promise<Digest>;
  readonly progress: ProgressListener;
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
}
