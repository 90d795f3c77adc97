import { CooperError } from "../core/error.ts";
import type { Descriptor } from "../oci/descriptor.ts";
import type { Digest } from "../oci/digest.ts";
import { nameOf } from "./image-names.ts";

/** An image of a layout. */
export interface LayoutChoice {
  readonly digest: Digest;
  /** Where it has one name only. */
  readonly name?: string | undefined;
}

/** What there is to choose from, and what was asked for. */
export interface ChoiceRequest {
  readonly entries: readonly Descriptor[];
  /** What is attached to another image counts only where it is asked for by name. */
  readonly isAttached: (digest: Digest) => boolean;
  readonly name?: string | undefined;
  /** For errors. */
  readonly where: string;
}

/**
 * The image of a layout that has a name, or the only one where none is asked for. Fails with `NO_IMAGE`, and with
 * `SEVERAL_IMAGES` where the choice is not clear.
 */
export function chooseImage(request: ChoiceRequest): LayoutChoice {
  const { entries, name } = request;
  const own = entries.filter((entry) => !isAttachment(entry, request));
  const found = name === undefined ? own : entries.filter((entry) => nameOf(entry) === name);
  const [first, ...others] = found;
  if (!first) throw noImage(request, own);
  if (others.some(({ digest }) => digest !== first.digest)) throw severalImages(request, found);
  const names = new Set(found.map(nameOf).filter((each) => each !== undefined));
  return { digest: first.digest, name: names.size === 1 ? [...names][0] : undefined };
}

/** cosign's and older tools' attachments have names made from the digest that they are about. */
function isAttachment(entry: Descriptor, { isAttached }: ChoiceRequest): boolean {
  return isAttached(entry.digest) || /^sha256-[0-9a-f]{64}/.test(nameOf(entry) ?? "");
}

function noImage({ name, where }: ChoiceRequest, there: readonly Descriptor[]): CooperError {
  const message = name === undefined ? "the layout has no image" : `the layout has no image ${name}`;
  return new CooperError(message, {
    code: "NO_IMAGE",
    where,
    hint: there.length === 0 ? "Write one there first." : `It has ${listed(there).join(", ")}.`,
  });
}

function severalImages({ where }: ChoiceRequest, found: readonly Descriptor[]): CooperError {
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
