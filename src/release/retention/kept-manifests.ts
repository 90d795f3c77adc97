import { bytesOf, collect } from "../../core/stream.ts";
import type { Digest } from "../../oci/digest.ts";
import { documentLimit } from "../../oci/document.ts";
import type { ManifestReader } from "../../registry/client/manifest-graph.ts";
import type { RegistryClient } from "../../registry/client/registry-client.ts";
import type { BlobStore } from "../../store/blob-store.ts";

/**
 * Reads each manifest once and keeps it; from then on a HEAD tells whether it is there. To registries that note pulls,
 * and to those that count them, reading is a pull: what a clean-up has read would look as if it were in use.
 */
export function keptManifests(client: RegistryClient, blobs: BlobStore): ManifestReader {
  return {
    referrers: (repository, digest) => client.referrers(repository, digest),
    async manifest(reference) {
      const { digest } = reference;
      if (digest !== undefined && (await blobs.size(digest)) !== undefined) {
        const descriptor = await client.head(reference);
        return descriptor && { descriptor, bytes: await read(blobs, digest) };
      }
      const received = await client.manifest(reference);
      if (received) await blobs.put(bytesOf(received.bytes), received.descriptor);
      return received;
    },
  };
}

function read(blobs: BlobStore, digest: Digest) {
  return collect(blobs.open(digest), documentLimit, digest);
}
