import { resolve } from "node:path";
import type { Image } from "../images/image.ts";
import { loadImageFor } from "../images/image-index.ts";
import { parseLayoutName } from "../oci/layout-name.ts";
import { hostPlatform, type Platform } from "../oci/platform.ts";
import { chooseImage } from "../store/layout-choice.ts";
import { LayoutFolder } from "../store/layout-folder.ts";
import { formatLabel } from "../workspace/label.ts";
import { fetchBases } from "./base-image.ts";
import { build } from "./build.ts";
import { selectOne } from "./select.ts";
import type { Session } from "./session.ts";

/** Where a person stands who means an image. */
export interface Standpoint {
  /** Absolute path: what `oci:FOLDER` is relative to. */
  readonly start: string;
  /** Opens the workspace, which only its own images need. */
  readonly session: () => Promise<Session>;
}

/**
 * The image that a person means: a target of the workspace (built first), or an OCI image layout on disk, written
 * `oci:FOLDER` or `oci:FOLDER:NAME`. Fails with `NO_SUCH_TARGET`, `ONE_IMAGE`, `NO_IMAGE` or `SEVERAL_IMAGES`.
 */
export async function findImage(place: Standpoint, text: string, platform?: Platform): Promise<Image> {
  const wanted = platform ?? hostPlatform();
  const named = parseLayoutName(text);
  if (named) {
    const layout = new LayoutFolder(resolve(place.start, named.path));
    return loadImageFor(layout.blobs, (await chooseImage(layout, named)).descriptor, wanted);
  }
  const session = await place.session();
  const label = formatLabel(selectOne(session, text).label);
  const [built] = await build(session, { images: [label], platforms: [wanted], keepNames: true });
  if (!built) throw new TypeError(`${label} was not built`);
  await fetchBases(session, [built]);
  return loadImageFor(session.store.blobs, built.index, wanted);
}
