import type { Digest } from "../../oci/digest.ts";
import type { RepositoryName } from "../../oci/reference.ts";

/** A manifest or index in a repository, as far as retention looks at it. */
export interface StoredManifest {
  readonly digest: Digest;
  /** Bytes of the manifest itself. */
  readonly size: number;
  readonly tags: readonly string[];
  /** The manifests of an index, whether they are there or not. */
  readonly children: readonly Digest[];
  /** Config and layers. */
  readonly blobs: readonly Weighed[];
  /** What it is about. */
  readonly subject?: Digest | undefined;
  /** Milliseconds since 1970; absent where nothing tells. */
  readonly created?: number | undefined;
  /** Last pull, likewise; 0 where the registry tells that nobody pulled it, absent where it does not tell. */
  readonly pulled?: number | undefined;
}

/** A blob and its bytes. */
export interface Weighed {
  readonly digest: Digest;
  readonly size: number;
}

/** The manifests of one repository by digest. */
export type Manifests = ReadonlyMap<Digest, StoredManifest>;

/** A repository at one moment. */
export interface RepositoryState {
  readonly repository: RepositoryName;
  readonly manifests: Manifests;
}
