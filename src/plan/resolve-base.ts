import { UsageError } from "../core/error.ts";
import { didYouMean } from "../core/nearest.ts";
import { parseReference } from "../oci/reference.ts";
import { formatLabel } from "../workspace/label.ts";
import type { DefinedTarget } from "../workspace/load-workspace.ts";
import { matchLabels } from "../workspace/match-labels.ts";
import { placeError } from "../workspace/place-error.ts";
import type { RecipeNames } from "./recipe-names.ts";
import type { Base } from "./target.ts";

/** What a base may be, and where it was named. */
export interface BaseContext {
  readonly recipes: RecipeNames;
  readonly targets: readonly DefinedTarget[];
  /** Folder that relative labels begin at, relative to the root. */
  readonly folder: string;
  /** `file:line` for errors; reads the file, so it is asked for only where there is one. */
  readonly where: () => string;
}

/**
 * What the `base` of an image means: a recipe, a target (by label or by its name), or an image of a registry, which has
 * a `/`, a tag or a digest. Throws `UNKNOWN_BASE`, and what {@link matchLabels} and {@link parseReference} throw, with
 * the place of the field.
 */
export function resolveBase(text: string, context: BaseContext): Base {
  const { recipes, targets, folder, where } = context;
  if (recipes.has(text)) return { from: "recipe", recipe: text };
  const isLabel = /^(\/\/|\.{1,2}\/|:)/.test(text);
  if (isLabel || targets.some(({ label }) => label.name === text)) {
    return { from: "target", label: placed(where, () => onlyTarget(text, targets, folder)) };
  }
  if (!/[/:@]/.test(text)) throw unknownBase(text, context);
  return { from: "registry", reference: placed(where, () => parseReference(text, { defaultTag: true })) };
}

function onlyTarget(text: string, targets: readonly DefinedTarget[], folder: string) {
  const found = matchLabels(text, targets, folder);
  const [target] = found;
  if (target && found.length === 1) return target.label;
  throw new UsageError(`"${text}" means ${found.length} images, and an image has one base`, {
    code: "AMBIGUOUS_TARGET",
    hint: `Write one of ${found.map(({ label }) => formatLabel(label)).join(", ")}.`,
  });
}

/** Says of an error in which file and line the text was written. */
function placed<T>(where: () => string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw placeError(error, where());
  }
}

function unknownBase(text: string, { recipes, targets, where }: BaseContext): UsageError {
  const labels = targets.flatMap(({ label }) => [label.name, formatLabel(label)]);
  return new UsageError(`there is no base "${text}"`, {
    code: "UNKNOWN_BASE",
    where: where(),
    hint:
      didYouMean(text, [...recipes.names, ...labels]) ||
      "Name a recipe such as distroless_python_nonroot, a label such as //libs/base, or an image with its tag.",
  });
}
