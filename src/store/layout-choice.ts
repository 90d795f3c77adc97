import { CooperError } from "../core/error.ts";
import { attachedTo } from "../oci/attached-tag.ts";
import type { Descriptor } from "../oci/descriptor.ts";
import type { Digest } from "../oci/digest.ts";
import { nameOf } from "./image-names.ts";
import type { LayoutFolder } from "./layout-folder.ts";

/** Which image of a layout is meant. */
export interface LayoutWish {
  readonly name?: string | undefined;
  readonly digest?: Digest | undefined;
}

/** An image of a layout. */
export interface LayoutChoice {
  readonly descriptor: Descriptor;
  /** Where it has one name only. */
  readonly name?: string | undefined;
}

/**
 * The image of a layout that has a name or digest, or the only one where neither is asked for. What is attached to
 * another image counts only where it is named. Fails with `NO_IMAGE`, with `SEVERAL_IMAGES` where the choice is not
 * clear, and where the layout is damaged.
 */
export async function chooseImage(layout: LayoutFolder, { name, digest }: LayoutWish): Promise<LayoutChoice> {
  const entries = layout.entries();
  if (digest !== undefined) return { descriptor: (await layout.manifest(digest)).descriptor, name };
  const own = entries.filter((entry) => !isAttachment(entry, layout));
  const found = name === undefined ? own : entries.filter((entry) => nameOf(entry) === name);
  const [first, ...others] = found;
  if (!first) throw noImage({ name, where: layout.folder }, own);
  if (others.some((other) => other.digest !== first.digest)) throw severalImages(layout.folder, found);
  for (const entry of found) layout.check(entry);
  const names = new Set(found.flatMap((entry) => nameOf(entry) ?? []));
  return { descriptor: first, name: names.size === 1 ? [...names][0] : undefined };
}

/** cosign's and older tools' attachments have names made from the digest that they are about. */
function isAttachment(entry: Descriptor, { referrers }: LayoutFolder): boolean {
  return referrers.all.has(entry.digest) || attachedTo(nameOf(entry) ?? "") !== undefined;
}

interface Searched extends LayoutWish {
  readonly where: string;
}

function noImage({ name, where }: Searched, there: readonly Descriptor[]): CooperError {
  const message = name === undefined ? "the layout has no image" : `the layout has no image ${name}`;
  return new CooperError(message, {
    code: "NO_IMAGE",
    where,
    hint: there.length === 0 ? "Write one there first." : `It has ${listed(there).join(", ")}.`,
  });
}

function severalImages(where: string, found: readonly Descriptor[]): CooperError {
  const message = `the layout has several images: ${listed(found).join(", ")}`;
  return new CooperError(message, {
    code: "SEVERAL_IMAGES",
    where,
    hint: "Write oci:FOLDER:NAME, or oci:FOLDER@DIGEST for one without a name of its own.",
  });
}

/** Names; digests of images that have none, or share one. */
function listed(entries: readonly Descriptor[]): string[] {
  const sharing = (name: string | undefined) => entries.filter((entry) => nameOf(entry) === name).length > 1;
  return entries
    .map((entry) => (sharing(nameOf(entry)) ? entry.digest : (nameOf(entry) ?? entry.digest)))
    .sort();
}
