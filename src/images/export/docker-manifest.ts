import { familiarReference, type Reference } from "../../oci/reference.ts";
import type { Image } from "../image.ts";
import { blobPath } from "./layout-files.ts";

/** An image and what `docker load` shall call it. */
export interface NamedDockerImage {
  readonly image: Image;
  readonly names: readonly Reference[];
}

/** `manifest.json` of an archive. Source: moby, image/spec/v1.2.md, "Combined Image JSON + Filesystem Changeset Format". */
export function dockerManifest(images: readonly NamedDockerImage[]): string {
  return JSON.stringify(images.map(entryOf));
}

function entryOf({ image, names }: NamedDockerImage): object {
  return {
    Config: blobPath(image.manifest.config.digest),
    RepoTags: names.map(({ registry, repository, tag = "latest" }) =>
      familiarReference({ registry, repository, tag }),
    ),
    Layers: image.manifest.layers.map((layer) => blobPath(layer.digest)),
  };
}
