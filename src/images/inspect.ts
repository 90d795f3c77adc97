import type { Digest } from "../oci/digest.ts";
import type { ImageSettings } from "../oci/image-settings.ts";
import type { Platform } from "../oci/platform.ts";
import { type DirectoryTotals, totalsByDirectory } from "./directory-totals.ts";
import type { HiddenFile } from "./file-tree.ts";
import type { Image } from "./image.ts";
import { settingsOf } from "./settings.ts";
import { type FileFact, type Snapshot, snapshotImage } from "./snapshot.ts";

/** What there is to know of an image, as data. Sizes in bytes. */
export interface ImageInspection {
  /** Of the manifest. */
  readonly digest: Digest;
  readonly platform: Platform;
  /** RFC 3339. */
  readonly created: string | undefined;
  /** User, entrypoint, environment, ports, health check and so on. */
  readonly settings: ImageSettings;
  /** Content of all files of all layers, as `docker images` counts it. */
  readonly unpackedSize: number;
  /** Blobs of the layers as they are stored. */
  readonly storedSize: number;
  /** Lowest first. */
  readonly layers: readonly LayerInspection[];
  /** What a container sees, with everything below a directory counted in it; sorted by path. */
  readonly directories: readonly DirectoryTotals[];
  /** What layers carry in vain: files that an upper layer replaces or removes, the largest first. */
  readonly shadowed: readonly ShadowedFile[];
}

/** One layer. Sizes in bytes. */
export interface LayerInspection {
  readonly name: string;
  readonly digest: Digest;
  readonly diffId: Digest;
  readonly mediaType: string;
  readonly storedSize: number;
  readonly unpackedSize: number;
  readonly files: number;
  /** Bytes of its files that upper layers replace or remove. */
  readonly shadowedSize: number;
}

/** A file that no container sees, though every pull carries it. */
export interface ShadowedFile {
  readonly path: string;
  readonly size: number;
  /** Position of the layer that carries it, 0 the lowest. */
  readonly layer: number;
  /** Position of the layer that hides it. */
  readonly by: number;
  readonly how: "replaced" | "removed";
}

/** Reads all layers of an image and says what is in it. `depth` is that of the directories: 3 unless told. */
export async function inspectImage(
  image: Image,
  options: { readonly depth?: number } = {},
): Promise<ImageInspection> {
  const snapshot = await snapshotImage(image);
  const shadowed = snapshot.tree.hidden.map(shadowedFile).sort(largestFirst);
  const layers = describeLayers(image, snapshot, shadowed);
  return {
    digest: image.descriptor.digest,
    platform: image.descriptor.platform,
    created: image.config.created,
    settings: settingsOf(image.config),
    unpackedSize: sum(layers, (layer) => layer.unpackedSize),
    storedSize: sum(layers, (layer) => layer.storedSize),
    layers,
    directories: totalsByDirectory(snapshot.tree.files(), options.depth ?? 3),
    shadowed,
  };
}

function describeLayers(
  image: Image,
  snapshot: Snapshot,
  shadowed: readonly ShadowedFile[],
): LayerInspection[] {
  return image.layers.map(({ name, descriptor, diffId }, position) => ({
    name,
    digest: descriptor.digest,
    diffId,
    mediaType: descriptor.mediaType,
    storedSize: descriptor.size,
    unpackedSize: snapshot.layers[position]?.bytes ?? 0,
    files: snapshot.layers[position]?.files ?? 0,
    shadowedSize: sum(shadowed, (file) => (file.layer === position ? file.size : 0)),
  }));
}

function shadowedFile({ path, layer, by, how, fact }: HiddenFile<FileFact>): ShadowedFile {
  return { path, size: fact.size, layer, by, how };
}

function largestFirst(a: ShadowedFile, b: ShadowedFile): number {
  return b.size - a.size || (a.path < b.path ? -1 : a.path > b.path ? 1 : a.layer - b.layer);
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}
