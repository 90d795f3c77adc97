import { filterLimit } from "../../core/limit.ts";
import { assembleIndex } from "../../images/assemble.ts";
import type { Image } from "../../images/image.ts";
import { loadImages } from "../../images/image-index.ts";
import { type LayerCompressor, recompressImage } from "../../images/recompress.ts";
import { withManifest } from "../../images/rewrite.ts";
import type { Annotations, Descriptor } from "../../oci/descriptor.ts";
import type { BlobStore } from "../../store/blob-store.ts";

/** Blobs looked for in the store at once. */
const looksAtOnce = 8;

/** How an image is to leave the machine. */
export interface Preparation {
  readonly blobs: BlobStore;
  readonly compress: LayerCompressor;
  readonly annotations: Annotations;
}

/** What was made for registries: the index, its manifests and the layers that were compressed are in the store. */
export interface PreparedImage {
  readonly root: Descriptor;
  /** Digests of all that had to be made. */
  readonly blobs: readonly Descriptor["digest"][];
}

/** The form of a built image that registries get: layers compressed, annotations on the manifests and on the index. */
export async function prepareImage(index: Descriptor, preparation: Preparation): Promise<PreparedImage> {
  const { blobs, annotations } = preparation;
  const images: Image[] = [];
  // One platform after the other: layers are compressed with all processors anyway, and platforms share some.
  for (const image of await loadImages(blobs, index)) images.push(await prepareOne(image, preparation));
  const { descriptor: root } = await assembleIndex(images, annotations, blobs);
  const parts = images.flatMap(({ descriptor, manifest }) => [
    descriptor,
    manifest.config,
    ...manifest.layers,
  ]);
  const isHere = async ({ digest }: Descriptor) => (await blobs.size(digest)) !== undefined;
  const made = await filterLimit(parts, looksAtOnce, isHere);
  return { root, blobs: [...new Set([root.digest, ...made.map(({ digest }) => digest)])] };
}

async function prepareOne(image: Image, { blobs, compress, annotations }: Preparation): Promise<Image> {
  const { manifest } = await recompressImage(image, compress, blobs);
  return withManifest(
    image,
    { ...manifest, annotations: { ...annotations, ...manifest.annotations } },
    blobs,
  );
}
