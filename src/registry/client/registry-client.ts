import type { Buffer } from "node:buffer";
import type { ProgressListener } from "../../core/progress.ts";
import type { Bytes } from "../../core/stream.ts";
import type { Descriptor } from "../../oci/descriptor.ts";
import type { Digest } from "../../oci/digest.ts";
import type { Reference, RepositoryName } from "../../oci/reference.ts";
import type { Reading } from "../../store/blob-store.ts";
import type { CredentialStore } from "./credential.ts";

/** How to reach registries. */
export interface RegistryOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Where logins come from; by default what Docker, podman and the environment know. */
  readonly credentials?: CredentialStore | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Hears, as `log` events, of waits and second tries. */
  readonly progress?: ProgressListener | undefined;
  /** Registries (host, or host and port) to speak plain http to. Loopback needs no mention. */
  readonly insecure?: readonly string[] | undefined;
}

/** A manifest or index as received: its bytes have the digest and size of the descriptor. */
export interface ReceivedManifest {
  readonly descriptor: Descriptor;
  readonly bytes: Buffer;
}

/** How a blob came to be in a repository. */
export type PushOutcome = "exists" | "mounted" | "uploaded";

/** Help for a push. */
export interface PushOptions {
  /** Repositories of the same registry that have the blob, the likeliest first. */
  readonly mountFrom?: readonly RepositoryName[] | undefined;
  /** Bytes that the registry has taken so far. Falls back where an upload starts again. */
  readonly onBytes?: ((sent: number) => void) | undefined;
}

/** A manifest or index to be put. */
export interface OutgoingManifest {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  /** By digest alone where absent. */
  readonly tag?: string | undefined;
}

/**
 * Speaks OCI distribution 1.1 and Docker's schema 2 with any number of registries. Errors name the registry, the
 * credentials that were tried and what to do: `REGISTRY_UNAUTHORIZED`, `REGISTRY_DENIED`, `NO_SUCH_REPOSITORY`,
 * `NO_SUCH_MANIFEST`, `NO_SUCH_BLOB`, `NAME_INVALID`, `TLS_FAILURE`, `PROXY_REFUSED`, `UNREACHABLE`,
 * `REGISTRY_STATUS`, `REGISTRY_FULL`, `REGISTRY_PROTOCOL`.
 */
export interface RegistryClient {
  /** GET by digest, else by tag; nothing where the registry has no such manifest or repository. */
  manifest(reference: Reference, accept?: readonly string[]): Promise<ReceivedManifest | undefined>;
  /** What a tag or digest names. One HEAD; a GET where the registry tells no digest. */
  head(reference: Reference): Promise<Descriptor | undefined>;
  /** Streams a blob, verified against its descriptor, going on after a lost connection. A part is not verified. */
  blob(repository: RepositoryName, descriptor: Descriptor, reading?: Reading): Bytes;
  hasBlob(repository: RepositoryName, digest: Digest): Promise<boolean>;
  /**
   * Sends a blob unless it is there or can be mounted. `open` gives a fresh stream for each try; a chunk of it need only
   * be valid until the next one is asked for. Fails with `DIGEST_MISMATCH` where its bytes are not those of the descriptor.
   */
  pushBlob(
    repository: RepositoryName,
    descriptor: Descriptor,
    open: () => Bytes,
    options?: PushOptions,
  ): Promise<PushOutcome>;
  /** PUT; lists a manifest with a subject in the fallback index where the registry has no referrers of its own. */
  putManifest(repository: RepositoryName, manifest: OutgoingManifest): Promise<Descriptor>;
  /** All tags, a page at a time. Fails with `NO_SUCH_REPOSITORY`. */
  tags(repository: RepositoryName): AsyncIterable<string>;
  /** The manifests that name this digest as their subject, from the API or the fallback index. */
  referrers(
    repository: RepositoryName,
    digest: Digest,
    artifactType?: string,
  ): Promise<readonly Descriptor[]>;
  /** Whether there was one to delete. Some registries refuse: `DELETE_UNSUPPORTED`. */
  deleteManifest(repository: RepositoryName, digest: Digest): Promise<boolean>;
  /** Deletes a tag and keeps its manifest. Many registries refuse: `DELETE_UNSUPPORTED`. */
  deleteTag(repository: RepositoryName, tag: string): Promise<boolean>;
}
