import { diffImages, type ImageDiff } from "../images/diff.ts";
import { type ImageInspection, inspectImage } from "../images/inspect.ts";
import type { Platform } from "../oci/platform.ts";
import { findImage, type Standpoint } from "./find-image.ts";

export type { ImageDiff, ImageInspection };

/** What is in an image (see {@link findImage} for how it is named). `depth` is that of the folders. */
export async function inspect(
  place: Standpoint,
  image: string,
  options: { readonly platform?: Platform | undefined; readonly depth?: number | undefined } = {},
): Promise<ImageInspection> {
  const found = await findImage(place, image, options.platform);
  return inspectImage(found, options.depth === undefined ? {} : { depth: options.depth });
}

/** What differs between two images. */
export async function diff(
  place: Standpoint,
  before: string,
  after: string,
  platform?: Platform,
): Promise<ImageDiff> {
  return diffImages(await findImage(place, before, platform), await findImage(place, after, platform));
}
