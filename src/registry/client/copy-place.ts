import type { Bytes } from "../../core/stream.ts";
import type { Descriptor } from "../../oci/descriptor.ts";
import type { Digest } from "../../oci/digest.ts";
import type { RepositoryName } from "../../oci/reference.ts";
import type { ManifestNode } from "./manifest-graph.ts";
import type { PushOutcome, ReceivedManifest } from "./registry-client.ts";

/** Where an image can be copied from: a repository, or an image layout on disk. */
export interface CopySource {
  /** Where blobs may be mounted from. */
  readonly repository?: RepositoryName | undefined;
  /** A manifest with its referrers; nothing where it is not there. */
  node(digest: Digest): Promise<ManifestNode | undefined>;
  tags(): AsyncIterable<string>;
  digestOf(tag: string): Promise<Digest | undefined>;
  /** A chunk is valid until the next one is asked for. */
  blob(descriptor: Descriptor): Bytes;
  /** How errors call an image there. */
  format(digest: Digest): string;
}

/** Where an image can be copied to. */
export interface CopyTarget {
  /** Whether the manifest is there, and so what it names. */
  has(node: ManifestNode): Promise<boolean>;
  pushBlob(descriptor: Descriptor, source: CopySource): Promise<PushOutcome>;
  putManifest(manifest: ReceivedManifest): Promise<void>;
  /** Points a tag at a manifest that is there, unless it does so already. Without one a layout lists it nameless. */
  tag(manifest: ReceivedManifest, tag: string | undefined): Promise<void>;
}
