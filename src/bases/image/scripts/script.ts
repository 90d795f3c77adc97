import type { LayerEntry } from "../../../layers/spec.ts";
import type { BlobStore } from "../../../store/blob-store.ts";
import type { Deb } from "../deb.ts";

/** A package, as the stand-in for its maintainer script sees it. */
export interface ScriptInput {
  readonly name: string;
  readonly deb: Deb;
  /** Debian's name of the architecture of the base. */
  readonly architecture: string;
  readonly blobs: BlobStore;
}

/**
 * Makes what the maintainer scripts of a package would have made on a machine. Nothing but the package decides the
 * result. What it makes lies in the layer of the package, and replaces a file of the package that has the same path.
 */
export type Script = (input: ScriptInput) => Promise<readonly LayerEntry[]>;
