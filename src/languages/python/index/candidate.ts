import type { Digest } from "../../../oci/digest.ts";

/** A file that an index, a folder or a lock offers. */
export interface Candidate {
  readonly filename: string;
  /** Absolute: `https:`, `http:` or `file:`. */
  readonly url: string;
  /** Absent where the place that lists it does not say. */
  readonly digest?: Digest | undefined;
  /** Bytes. */
  readonly size?: number | undefined;
  /** Python versions it is meant for, as a specifier; empty for all. */
  readonly requiresPython?: string | undefined;
}
