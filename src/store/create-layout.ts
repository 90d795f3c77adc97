import { rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { draftFor, sweepDrafts } from "../core/draft.ts";
import { codeOf } from "../core/error.ts";
import { makeFolder } from "../core/make-folder.ts";
import { writeIndexManifest } from "../oci/index-manifest.ts";
import { mediaType } from "../oci/media-type.ts";
import { layoutMarker } from "./layout.ts";
import { outputNames } from "./output-folder.ts";

/** Makes an image layout without images, whole or not at all, unless one is there. Fails with `OUTPUT_EXISTS`. */
export async function createLayout(folder: string): Promise<void> {
  if ((await outputNames(folder))?.length) return;
  await sweepDrafts(folder);
  const draft = draftFor(folder);
  try {
    makeFolder(join(draft, "blobs", "sha256"));
    const index = { schemaVersion: 2, mediaType: mediaType.index, manifests: [] } as const;
    await writeFile(join(draft, "index.json"), writeIndexManifest(index));
    await writeFile(join(draft, "oci-layout"), layoutMarker);
    await rename(draft, folder);
  } catch (error) {
    // Another process may have been faster; what else is there fails.
    if (!["ENOTEMPTY", "EEXIST"].includes(codeOf(error) ?? "")) throw error;
    await outputNames(folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
