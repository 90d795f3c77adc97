import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { CooperError } from "../core/error.ts";
import type { Image } from "../images/image.ts";
import { loadImageFor } from "../images/image-index.ts";
import { hostPlatform, type Platform } from "../oci/platform.ts";
import { openStore } from "../store/open-store.ts";
import { fetchBases } from "./base-image.ts";
import { build } from "./build.ts";
import type { Session } from "./session.ts";

/**
 * The image that a person means: a target of the workspace (built first), or an OCI image layout on disk, written
 * `oci:FOLDER` or `oci:FOLDER:NAME`. Fails with `NO_SUCH_TARGET` or `NO_IMAGE`.
 */
export async function findImage(session: Session, text: string, platform?: Platform): Promise<Image> {
  const wanted = platform ?? hostPlatform();
  if (text.startsWith("oci:")) return fromLayout(resolve(session.start, text.slice("oci:".length)), wanted);
  const [built] = await build(session, { images: [text], platforms: [wanted], keepNames: true });
  if (!built) throw noImage(text);
  await fetchBases(session, [built]);
  return loadImageFor(session.store.blobs, built.index, wanted);
}

async function fromLayout(path: string, platform: Platform): Promise<Image> {
  const [, folder = path, name] = isLayout(path) ? [] : (/^(.+?):(.+)$/.exec(path) ?? []);
  if (!isLayout(folder)) throw noImage(folder);
  const { blobs, images } = await openStore(folder);
  const descriptor = name === undefined ? images.all()[0] : await images.get(name);
  if (!descriptor) throw noImage(path);
  return loadImageFor(blobs, descriptor, platform);
}

function isLayout(folder: string): boolean {
  return existsSync(join(folder, "oci-layout"));
}

function noImage(where: string): CooperError {
  return new CooperError("there is no image here", {
    code: "NO_IMAGE",
    where,
    hint: "Name an image of the workspace (`cooper list`), or a layout on disk as oci:FOLDER or oci:FOLDER:NAME.",
  });
}
