import type { Digest } from "./digest.ts";

/** A parsed image name. Source: distribution, reference/reference.go (the grammar) and docs/spec. */
export interface Reference {
  /** Host and port, such as `ghcr.io` or `localhost:5000`. */
  readonly registry: string;
  /** Path such as `library/alpine`. */
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: Digest;
}
