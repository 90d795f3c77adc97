import type { RepositoryName } from "../../oci/reference.ts";
import type { RepositoryState, StoredManifest } from "./repository-state.ts";

/** What is to go. */
export type Doomed = Pick<StoredManifest, "digest" | "tags">;

/** Reads repositories and deletes from them, in the way a registry has for it. */
export interface Shelf {
  load(repository: RepositoryName): Promise<RepositoryState>;
  /** Says why the registry refuses for good, such as a limit of its own; nothing where it is gone. */
  remove(repository: RepositoryName, manifest: Doomed): Promise<string | undefined>;
}
