import { lockedRecipe } from "../../../src/api/recipe-base.ts";
import { openSession } from "../../../src/api/session.ts";
import { findArchives } from "../../../src/bases/debian/archives.ts";
import { fetchPackage } from "../../../src/bases/debian/fetch-package.ts";
import { planBase } from "../../../src/bases/image/plan-base.ts";
import type { LockedPackage } from "../../../src/bases/lock/lock-file.ts";
import { assembleImage } from "../../../src/images/assemble.ts";
import { writeDockerArchive } from "../../../src/images/export/write-docker-archive.ts";
import { buildLayer } from "../../../src/layers/build-layer.ts";
import { parseReference } from "../../../src/oci/reference.ts";
import { cleanEnvironment } from "./cooper.ts";

/** A recipe that no kind of image takes as its base yet, and what to call it in Docker. */
export interface RecipeImage {
  readonly recipe: string;
  readonly name: string;
  /** Of the archive for `docker load`. */
  readonly file: string;
}

/** Writes an image for linux/amd64 that is a recipe alone. The workspace's lock must have it. */
export async function writeRecipeImage(
  { recipe: wanted, name, file }: RecipeImage,
  { workspace, store }: { readonly workspace: string; readonly store: string },
): Promise<void> {
  const session = await openSession({ start: workspace, env: cleanEnvironment({ COOPER_STORE: store }) });
  const { recipe, locked } = await lockedRecipe(session, wanted);
  const platform = { os: "linux", architecture: "amd64" };
  const archives = await findArchives({ env: session.env });
  const fetch = (one: LockedPackage) => fetchPackage(one, { ...session.tools, archives });
  const { layers, config } = planBase({ recipe, locked, platform, tools: { ...session.tools, fetch } });
  const built = await Promise.all(layers.map((layer) => buildLayer(layer, session.tools)));
  const { blobs } = session.store;
  const image = await assembleImage({ platform, layers: built, settings: config, created: 0 }, blobs);
  await writeDockerArchive(file, [{ root: image.descriptor, names: [parseReference(name)] }], { blobs });
}
