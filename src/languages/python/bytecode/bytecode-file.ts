import type { Digest } from "../../../oci/digest.ts";

/** A compiled module. Its bytes are a run in a blob of the store. */
export interface BytecodeFile {
  /** Absolute path of the `.pyc` in the image. */
  readonly path: string;
  readonly slice: { readonly blob: Digest; readonly offset: number; readonly length: number };
}
