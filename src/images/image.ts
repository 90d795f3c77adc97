import { defined } from "../core/defined.ts";
import { CooperError } from "../core/error.ts";
import { zip } from "../core/zip.ts";
import type { Layer } from "../layers/layer.ts";
import type { Descriptor } from "../oci/descriptor.ts";
import { type ImageConfig, parseImageConfig } from "../oci/image-config.ts";
import { type Manifest, parseManifest } from "../oci/manifest.ts";
import { mediaType } from "../oci/media-type.ts";
import type { Platform } from "../oci/platform.ts";
import type { BlobStore } from "../store/blob-store.ts";
import { readDocument } from "./read-document.ts";

/** One image on one platform: an immutable view over its raw bytes. The blobs of its layers need not be there. */
export interface Image {
  /** Of the manifest, with the platform. */
  readonly descriptor: Descriptor & { readonly platform: Platform };
  readonly manifest: Manifest;
  readonly config: ImageConfig;
  readonly rawManifest: Uint8Array;
  readonly rawConfig: Uint8Array;
  /** Lowest first; named as the history of the config names them. */
  readonly layers: readonly Layer[];
}

/** An image from the store. Fails with `BLOB_MISSING`, `DIGEST_MISMATCH`, `BAD_MANIFEST` or `BAD_CONFIG`. */
export async function loadImage(blobs: BlobStore, descriptor: Descriptor): Promise<Image> {
  const rawManifest = await readDocument(blobs, descriptor);
  const manifest = parseManifest(rawManifest, descriptor.digest);
  checkMediaType(descriptor, manifest.mediaType);
  const rawConfig = await readDocument(blobs, manifest.config);
  return viewImage({ descriptor, rawManifest, rawConfig, manifest }, blobs);
}

/** The view over a manifest and a config that are at hand. */
export function viewImage(
  given: Pick<Image, "rawManifest" | "rawConfig" | "manifest"> & { readonly descriptor: Descriptor },
  blobs: BlobStore,
): Image {
  const config = parseImageConfig(given.rawConfig, given.manifest.config.digest);
  const { os, architecture, variant } = config;
  return {
    ...given,
    descriptor: { ...given.descriptor, platform: defined({ architecture, os, variant }) },
    config,
    layers: layersOf(given.manifest, config, blobs),
  };
}

/** A descriptor of one kind that leads to another is a confusion or an attack: CVE-2021-41190. */
export function checkMediaType(descriptor: Descriptor, found: string): void {
  if (descriptor.mediaType === found) return;
  throw new CooperError(`it says to be ${found}, but was announced as ${descriptor.mediaType}`, {
    code: "MEDIA_TYPE_MISMATCH",
    where: descriptor.digest,
    hint: "Whoever wrote it broke the OCI image specification; fetch it again or name another image.",
  });
}

function layersOf(manifest: Manifest, config: ImageConfig, blobs: BlobStore): Layer[] {
  const diffIds = config.rootfs.diff_ids;
  if (diffIds.length !== manifest.layers.length) throw unequal(manifest, diffIds.length);
  const names = (config.history ?? []).filter((h) => !h.empty_layer).map((h) => h.created_by);
  return zip(manifest.layers, diffIds).map(([descriptor, diffId], i) => ({
    name: names[i] || descriptor.digest,
    descriptor,
    diffId,
    cached: true,
    open: () => blobs.open(descriptor.digest),
  }));
}

function unequal(manifest: Manifest, diffIds: number): CooperError {
  return new CooperError(`the manifest has ${manifest.layers.length} layers, its config ${diffIds}`, {
    code: "BAD_CONFIG",
    where: manifest.config.digest,
    hint:
      manifest.config.mediaType === mediaType.empty || manifest.artifactType
        ? "This is not a container image but another artifact kept in the same registry."
        : "Whoever wrote it broke the OCI image specification; fetch it again or name another image.",
  });
}
