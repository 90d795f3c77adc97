import { writeFileAtomic } from "../../core/atomic-file.ts";
import { sweepDrafts } from "../../core/draft.ts";
import { CooperError } from "../../core/error.ts";
import { formatPlatform } from "../../oci/platform.ts";
import { familiarReference } from "../../oci/reference.ts";
import { dockerImage } from "../docker-image.ts";
import type { Image } from "../image.ts";
import { loadImages } from "../image-index.ts";
import { recompressImage } from "../recompress.ts";
import { dockerManifest } from "./docker-manifest.ts";
import type { ExportedImage, ExportTools } from "./exported-image.ts";
import { layoutFiles, textFile } from "./layout-files.ts";
import { layoutTar } from "./layout-tar.ts";

/**
 * Writes what `docker load` and `podman load` read: an image layout with Docker's `manifest.json` beside it, as
 * `docker save` has done since version 25. One platform of each image; more fail with `SEVERAL_PLATFORMS`.
 */
export async function writeDockerArchive(
  file: string,
  images: readonly ExportedImage[],
  tools: ExportTools,
): Promise<void> {
  const chosen = [];
  for (const exported of images) chosen.push({ ...exported, image: await dockerForm(exported, tools) });
  const layout = chosen.map(({ image, names }) => ({ root: image.descriptor, names }));
  const files = [textFile("manifest.json", dockerManifest(chosen)), ...(await layoutFiles(layout, tools))];
  await sweepDrafts(file);
  await writeFileAtomic(file, layoutTar(files));
}

async function dockerForm(exported: ExportedImage, { blobs, compress }: ExportTools): Promise<Image> {
  const [image, ...others] = await loadImages(blobs, exported.root);
  if (!image || others.length > 0) throw severalPlatforms(exported, image ? [image, ...others] : []);
  return dockerImage(compress ? await recompressImage(image, compress, blobs) : image, blobs);
}

function severalPlatforms({ names, root }: ExportedImage, images: readonly Image[]): CooperError {
  const platforms = images.map((image) => formatPlatform(image.descriptor.platform));
  return new CooperError(`an archive for Docker holds one platform, and the image has ${platforms.length}`, {
    code: "SEVERAL_PLATFORMS",
    where: names[0] ? familiarReference(names[0]) : root.digest,
    hint: `Choose one with --platform (${platforms.join(" or ")}), or write an OCI archive.`,
  });
}
