import { CooperError } from "../core/error.ts";
import { dockerLayerType, mediaType } from "../oci/media-type.ts";
import type { BlobStore } from "../store/blob-store.ts";
import type { Image } from "./image.ts";
import { withManifest } from "./rewrite.ts";

/**
 * The same image in Docker's words (schema 2): same config, so the same image ID. podman keeps health checks only of
 * images in this form. Fails with `UNSUPPORTED_LAYER` for layers that Docker does not read.
 */
export function dockerImage(image: Image, blobs: BlobStore): Promise<Image> {
  const { manifest } = image;
  const config = { ...manifest.config, mediaType: mediaType.dockerConfig };
  const layers = image.layers.map(({ name, descriptor }) => {
    const type = dockerLayerType(descriptor.mediaType);
    if (type === undefined) throw unreadable(name, descriptor.mediaType);
    return { ...descriptor, mediaType: type };
  });
  const docker = { schemaVersion: 2, mediaType: mediaType.dockerManifest, config, layers } as const;
  return withManifest(image, docker, blobs);
}

function unreadable(layer: string, type: string): CooperError {
  return new CooperError(`Docker cannot read a layer of type ${type}`, {
    code: "UNSUPPORTED_LAYER",
    where: layer,
    hint: "Leave the layers uncompressed or compress them with gzip, or write an OCI archive.",
  });
}
