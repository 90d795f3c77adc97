import { diffImages, type ImageDiff } from "../images/diff.ts";
import { type ImageInspection, inspectImage } from "../images/inspect.ts";
import type { Platform } from "../oci/platform.ts";
import { findImage } from "./find-image.ts";
import type { Session } from "./session.ts";

export type { ImageDiff, ImageInspection };

/** What is in an image (see {@link findImage} for how it is named). `depth` is that of the folders. */
export async function inspect(
  session: Session,
  image: string,
  options: { readonly platform?: Platform | undefined; readonly depth?: number | undefined } = {},
): Promise<ImageInspection> {
  const found = await findImage(session, image, options.platform);
  return inspectImage(found, options.depth === undefined ? {} : { depth: options.depth });
}

/** What differs between two images. */
export async function diff(
  session: Session,
  before: string,
  after: string,
  platform?: Platform,
): Promise<ImageDiff> {
  return diffImages(await findImage(session, before, platform), await findImage(session, after, platform));
}
