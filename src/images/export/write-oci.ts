import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomic } from "../../core/atomic-file.ts";
import { sweepDrafts } from "../../core/draft.ts";
import { recompressImage } from "../recompress.ts";
import { mapImages } from "../rewrite.ts";
import type { ExportedImage, ExportTools } from "./exported-image.ts";
import { layoutFiles } from "./layout-files.ts";
import { layoutTar } from "./layout-tar.ts";
import { replaceFolder } from "./replace-folder.ts";

/**
 * Writes images as an OCI image layout, which tools call `oci:folder`. An older layout in its place is replaced whole;
 * anything else there is left alone with `OUTPUT_EXISTS`.
 */
export async function writeOciLayout(
  folder: string,
  images: readonly ExportedImage[],
  tools: ExportTools,
): Promise<void> {
  const files = await layoutFiles(await compressed(images, tools), tools);
  await replaceFolder(folder, async (draft) => {
    await mkdir(join(draft, "blobs", "sha256"), { recursive: true });
    for (const file of files) await writeFile(join(draft, file.path), file.open());
  });
}

/** Writes images as one tar of an OCI image layout, which tools call `oci-archive:file`. */
export async function writeOciArchive(
  file: string,
  images: readonly ExportedImage[],
  tools: ExportTools,
): Promise<void> {
  await sweepDrafts(file);
  await writeFileAtomic(file, layoutTar(await layoutFiles(await compressed(images, tools), tools)));
}

async function compressed(images: readonly ExportedImage[], tools: ExportTools): Promise<ExportedImage[]> {
  const { compress, blobs } = tools;
  if (!compress) return [...images];
  const changed = [];
  for (const { root, names } of images) {
    changed.push({
      names,
      root: await mapImages(blobs, root, (image) => recompressImage(image, compress, blobs)),
    });
  }
  return changed;
}
