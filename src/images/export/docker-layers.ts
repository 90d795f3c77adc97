import { tarHeader } from "../../archive/tar-writer.ts";
import type { Bytes } from "../../core/stream.ts";
import type { BlobStore } from "../../store/blob-store.ts";
import { dockerManifest, type NamedDockerImage } from "./docker-manifest.ts";
import { blobPath, textFile } from "./layout-files.ts";
import { layoutTar } from "./layout-tar.ts";

/**
 * What `docker load` reads, for an engine that has the lowest layers of the image already: those are named, and their
 * bytes left out. Docker opens only layers whose chain of diffIDs it lacks. Source: moby, image/tarexport/load.go.
 */
export function dockerLayers(named: NamedDockerImage, present: number, blobs: BlobStore): Bytes {
  const { config, layers } = named.image.manifest;
  const missing = new Map([config, ...layers.slice(present)].map((blob) => [blob.digest, blob]));
  return layoutTar([
    textFile("manifest.json", dockerManifest([named])),
    ...[...missing.values()].map(({ digest, size }) => ({
      path: blobPath(digest),
      size,
      open: () => blobs.open(digest),
    })),
  ]);
}

/**
 * What can be sent before the image is known, and what then makes an archive without one of it. The folder comes once more
 * in what follows, which no reader minds.
 */
export const dockerFrame = {
  start: tarHeader({ path: "blobs", type: "directory", mode: 0o755, uid: 0, gid: 0, mtime: 0, size: 0 }),
  empty: (): Bytes => layoutTar([textFile("manifest.json", dockerManifest([]))]),
};
