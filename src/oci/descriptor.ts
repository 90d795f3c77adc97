import type { Digest } from "./digest.ts";
import type { Platform } from "./platform.ts";

/** Key and value, both text. Source: OCI image specification, annotations.md. */
export type Annotations = Readonly<Record<string, string>>;

/** Names a blob and says what it is. Source: OCI image specification, descriptor.md. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
  readonly platform?: Platform;
  readonly annotations?: Annotations;
  readonly artifactType?: string;
}
