import type { Buffer } from "node:buffer";
import { rfc3339 } from "../core/clock.ts";
import { defined } from "../core/defined.ts";
import { CooperError } from "../core/error.ts";
import { bytesOf } from "../core/stream.ts";
import type { Layer } from "../layers/layer.ts";
import type { Annotations, Descriptor } from "../oci/descriptor.ts";
import { digestOf } from "../oci/digest.ts";
import { type ImageConfig, writeImageConfig } from "../oci/image-config.ts";
import type { ImageSettings } from "../oci/image-settings.ts";
import { type IndexManifest, writeIndexManifest } from "../oci/index-manifest.ts";
import { type Manifest, writeManifest } from "../oci/manifest.ts";
import { mediaType, ociLayerType } from "../oci/media-type.ts";
import { formatPlatform, type Platform } from "../oci/platform.ts";
import type { BlobStore } from "../store/blob-store.ts";
import { type Image, viewImage } from "./image.ts";
import type { ImageIndex } from "./image-index.ts";
import { runConfigOf } from "./settings.ts";

/** Docker mounts each layer, and overlayfs takes so many. */
const mostLayers = 127;

/** All that an image is made of. */
export interface ImageParts {
  readonly platform: Platform;
  /** Lowest first, those of the base included. */
  readonly layers: readonly Layer[];
  readonly settings: ImageSettings;
  /** Seconds since 1970. */
  readonly created: number;
  readonly annotations?: Annotations | undefined;
}

/**
 * Writes the config and the manifest of an image into the store. Their bytes depend on the parts alone. Fails with
 * `TOO_MANY_LAYERS`.
 */
export async function assembleImage(parts: ImageParts, blobs: BlobStore): Promise<Image> {
  checkLayerCount(parts.layers.length, parts.platform);
  const rawConfig = writeImageConfig(configOf(parts));
  const manifest = manifestOf(parts, describeDocument(rawConfig, mediaType.config));
  const rawManifest = writeManifest(manifest);
  // At once, so that they wait for the disk together.
  const [descriptor] = await Promise.all([
    putDocument(blobs, rawManifest, manifest.mediaType),
    putDocument(blobs, rawConfig, mediaType.config),
  ]);
  return viewImage({ descriptor, manifest, rawManifest, rawConfig }, blobs);
}

/** Writes the index over images of several platforms into the store, in the order given. */
export async function assembleIndex(
  images: readonly Image[],
  annotations: Annotations | undefined,
  blobs: BlobStore,
): Promise<ImageIndex> {
  const manifests = images.map((image) => image.descriptor);
  const index: IndexManifest = {
    schemaVersion: 2,
    mediaType: mediaType.index,
    manifests,
    ...defined({ annotations }),
  };
  const rawIndex = writeIndexManifest(index);
  return { descriptor: await putDocument(blobs, rawIndex, mediaType.index), index, rawIndex };
}

/** Stores a document and says what names it. */
export async function putDocument(blobs: BlobStore, raw: Buffer, mediaType: string): Promise<Descriptor> {
  const descriptor = describeDocument(raw, mediaType);
  await blobs.put(bytesOf(raw), descriptor);
  return descriptor;
}

function describeDocument(raw: Buffer, mediaType: string): Descriptor {
  return { mediaType, digest: digestOf(raw), size: raw.length };
}

/** Fails with `TOO_MANY_LAYERS` where engines would refuse to start the image. */
export function checkLayerCount(layers: number, platform: Platform): void {
  if (layers <= mostLayers) return;
  throw new CooperError(`the image has ${layers} layers, and container engines take at most ${mostLayers}`, {
    code: "TOO_MANY_LAYERS",
    where: formatPlatform(platform),
    hint: "Choose a base with fewer layers, or let fewer images stand on each other.",
  });
}

function configOf({ platform, layers, settings, created }: ImageParts): ImageConfig {
  const time = rfc3339(created);
  return {
    created: time,
    ...platform,
    config: runConfigOf(settings),
    rootfs: { type: "layers", diff_ids: layers.map((layer) => layer.diffId) },
    history: layers.map((layer) => ({ created: time, created_by: layer.name, comment: "cooper" })),
  };
}

function manifestOf({ layers, annotations }: ImageParts, config: Descriptor): Manifest {
  return {
    schemaVersion: 2,
    mediaType: mediaType.manifest,
    config,
    layers: layers.map(({ descriptor }) => ({
      ...descriptor,
      mediaType: ociLayerType(descriptor.mediaType),
    })),
    ...defined({ annotations }),
  };
}
