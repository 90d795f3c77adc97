import type { Descriptor } from "../oci/descriptor.ts";
import type { Digest } from "../oci/digest.ts";

/** An image in the store, after a build. */
export interface BuiltImage {
  readonly name: string;
  readonly label: string;
  /** What engines call it: `ghcr.io/owner/name:latest`. */
  readonly reference: string;
  /** TCP ports it listens on; none for what is no service, such as a base. */
  readonly ports: readonly number[];
  /** Of the index over all platforms that were built. */
  readonly index: Descriptor;
  readonly platforms: readonly BuiltPlatform[];
  /** Whether there was nothing to do. */
  readonly cached: boolean;
}

/** The image of one platform. */
export interface BuiltPlatform {
  /** `linux/arm64`. */
  readonly platform: string;
  readonly manifest: Descriptor;
  /** Digest of the config: the image's ID in Docker. */
  readonly id: Digest;
  /** Bytes of all files, as `docker images` counts them. */
  readonly size: number;
  readonly layers: number;
}
