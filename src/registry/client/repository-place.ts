import type { RepositoryName } from "../../oci/reference.ts";
import { formatReference } from "../../oci/reference.ts";
import type { CopySource, CopyTarget } from "./copy-place.ts";
import { knownTags } from "./known-tags.ts";
import { readNode } from "./manifest-graph.ts";
import type { RegistryClient } from "./registry-client.ts";

/** A repository of a registry, to copy from and to. */
export function repositoryPlace(
  client: RegistryClient,
  { registry, repository: path }: RepositoryName,
): CopySource & CopyTarget {
  const repository = { registry, repository: path };
  return {
    repository,
    node: (digest) => readNode(client, repository, digest),
    tags: () => knownTags(client, repository),
    digestOf: async (tag) => (await client.head({ ...repository, tag }))?.digest,
    blob: (descriptor) => client.blob(repository, descriptor, { reuse: true }),
    format: (digest) => formatReference({ ...repository, digest }),
    has: async ({ descriptor: { digest } }) => (await client.head({ ...repository, digest })) !== undefined,
    pushBlob: (descriptor, source) => {
      const mountFrom = source.repository?.registry === registry ? [source.repository] : [];
      return client.pushBlob(repository, descriptor, () => source.blob(descriptor), { mountFrom });
    },
    putManifest: async ({ bytes, descriptor: { mediaType } }) => {
      await client.putManifest(repository, { bytes, mediaType });
    },
    tag: async ({ bytes, descriptor: { mediaType, digest } }, tag) => {
      if (tag === undefined || (await client.head({ ...repository, tag }))?.digest === digest) return;
      await client.putManifest(repository, { bytes, mediaType, tag });
    },
  };
}
