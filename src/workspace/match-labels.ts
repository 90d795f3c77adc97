import { UsageError } from "../core/error.ts";
import { didYouMean } from "../core/nearest.ts";
import { formatLabel, type Label } from "./label.ts";
import { type LabelPattern, parseLabelPattern } from "./label-pattern.ts";

/** Anything that has a label. */
export interface Labelled {
  readonly label: Label;
}

/**
 * The items that a text means (see {@link parseLabelPattern}), in their order. Throws `BAD_LABEL`, `NO_SUCH_TARGET` with
 * the nearest known name, and `AMBIGUOUS_TARGET` with all that it may mean.
 */
export function matchLabels<T extends Labelled>(text: string, items: readonly T[], folder = ""): T[] {
  const pattern = parseLabelPattern(text, folder);
  const found = items.filter(({ label }) => matches(pattern, label));
  if (found.length === 0) throw noSuchTarget(text, pattern, items);
  if (pattern.means === "below" || found.length === 1) return found;
  const likeFolder = found.find(({ label }) => !formatLabel(label).includes(":"));
  if (pattern.means === "folder" && likeFolder) return [likeFolder];
  throw ambiguous(text, found);
}

function matches(pattern: LabelPattern, { folder, name }: Label): boolean {
  switch (pattern.means) {
    case "target":
      return folder === pattern.label.folder && name === pattern.label.name;
    case "folder":
      return folder === pattern.folder;
    case "below":
      return pattern.folder === "" || `${folder}/`.startsWith(`${pattern.folder}/`);
    case "name":
      return name === pattern.name;
  }
}

function noSuchTarget(text: string, pattern: LabelPattern, items: readonly Labelled[]): UsageError {
  const labels = items.map(({ label }) => formatLabel(label));
  const known = pattern.means === "name" ? items.map(({ label }) => label.name) : labels;
  return new UsageError(`no image in this workspace is "${text}"`, {
    code: "NO_SUCH_TARGET",
    hint: didYouMean(text, known) || "`cooper list` shows the images of the workspace.",
  });
}

function ambiguous(text: string, found: readonly Labelled[]): UsageError {
  return new UsageError(`"${text}" may mean more than one image`, {
    code: "AMBIGUOUS_TARGET",
    hint: `Write one of ${found.map(({ label }) => formatLabel(label)).join(", ")}.`,
  });
}
