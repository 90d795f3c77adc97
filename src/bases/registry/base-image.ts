import { CooperError } from "../../core/error.ts";
import { bytesOf } from "../../core/stream.ts";
import { type Image, loadImage } from "../../images/image.ts";
import { readDocument } from "../../images/read-document.ts";
import type { Digest } from "../../oci/digest.ts";
import { parseManifest } from "../../oci/manifest.ts";
import { mediaType } from "../../oci/media-type.ts";
import { formatReference, type RepositoryName } from "../../oci/reference.ts";
import type { RegistryClient } from "../../registry/client/registry-client.ts";
import type { BlobStore } from "../../store/blob-store.ts";

/** What bases of a registry are brought with. */
export interface PullTools {
  readonly blobs: BlobStore;
  /** Opened when something must be fetched: a build that has everything asks no registry. */
  readonly client: () => Promise<RegistryClient>;
}

/** The manifest of one platform in a repository. */
export interface PinnedImage {
  readonly repository: RepositoryName;
  readonly digest: Digest;
}

/**
 * An image of a registry with its manifest and config in the store. Its layers stay where they are: `open` of a layer
 * reads it from the store where it is there, else from the registry. Fails with `BASE_GONE`.
 */
export async function baseImage(pinned: PinnedImage, tools: PullTools): Promise<Image> {
  const { repository, digest } = pinned;
  const { blobs, client } = tools;
  const size = (await blobs.size(digest)) ?? (await pullManifest(pinned, tools));
  const manifest = parseManifest(await readDocument(blobs, { mediaType: "", digest, size }), nameOf(pinned));
  const { config } = manifest;
  if ((await blobs.size(config.digest)) === undefined) {
    await blobs.put((await client()).blob(repository, config), config);
  }
  const image = await loadImage(blobs, { mediaType: manifest.mediaType, digest, size });
  const layers = image.layers.map((layer) => ({
    ...layer,
    async *open() {
      const isHere = (await blobs.size(layer.descriptor.digest)) !== undefined;
      yield* isHere ? layer.open() : (await client()).blob(repository, layer.descriptor);
    },
  }));
  return { ...image, layers };
}

async function pullManifest(pinned: PinnedImage, { blobs, client }: PullTools): Promise<number> {
  const received = await (await client()).manifest({ ...pinned.repository, digest: pinned.digest }, [
    mediaType.manifest,
    mediaType.dockerManifest,
  ]);
  if (!received) throw gone(pinned);
  await blobs.put(bytesOf(received.bytes), received.descriptor);
  return received.descriptor.size;
}

/** Brings the layers of an image into the store, for whoever needs their bytes here. */
export async function fetchLayers(image: Image, blobs: BlobStore): Promise<void> {
  for (const { descriptor, open } of image.layers) {
    if ((await blobs.size(descriptor.digest)) === undefined) await blobs.put(open(), descriptor);
  }
}

function nameOf({ repository, digest }: PinnedImage): string {
  return formatReference({ ...repository, digest });
}

function gone(pinned: PinnedImage): CooperError {
  return new CooperError("the base that cooper.lock names is not in its registry any more", {
    code: "BASE_GONE",
    where: nameOf(pinned),
    hint: "Run `cooper lock --update` to take what its tag means now.",
  });
}
