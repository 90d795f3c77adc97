import { UsageError } from "../../core/error.ts";
import { didYouMean } from "../../core/nearest.ts";
import { builtInFamilies, familyAliases } from "./built-in.ts";
import type { Family } from "./family.ts";
import { defaultVariant, type Variant, variants } from "./variant.ts";

/** One base image: a family in one of its variants. */
export interface Recipe {
  /** As it was asked for, such as `distroless_python_nonroot`. */
  readonly name: string;
  readonly family: Family;
  readonly variant: Variant;
}

/** The recipe of a name among the built-in ones and a workspace's own. Fails with `UNKNOWN_RECIPE`. */
export function findRecipe(name: string, custom: readonly Family[] = []): Recipe {
  const recipe = recipeNamed(name, custom);
  if (recipe === undefined) throw unknown("recipe", name, recipeNames(custom));
  return recipe;
}

/** Like {@link findRecipe}, but nothing where there is no such recipe. The bare name of a family counts. */
export function recipeNamed(name: string, custom: readonly Family[] = []): Recipe | undefined {
  for (const [known, family] of namedFamilies(custom)) {
    const isMeant = (variant: Variant) =>
      name === `${known}_${variant.name}` || (name === known && variant.name === defaultVariant);
    const variant = variants.find(isMeant);
    if (variant) return { name, family, variant };
  }
  return undefined;
}

/** The family of a name, such as `distroless_cc`. Fails with `UNKNOWN_RECIPE`. */
export function findFamily(name: string, custom: readonly Family[] = []): Family {
  const families = namedFamilies(custom);
  const family = families.get(name);
  if (family === undefined) throw unknown("family of bases", name, families.keys());
  return family;
}

/** The names of all recipes with their variants, sorted. */
export function recipeNames(custom: readonly Family[] = []): readonly string[] {
  const families = [...namedFamilies(custom).keys()];
  return families.flatMap((family) => variants.map((variant) => `${family}_${variant.name}`)).sort();
}

/** Families by each of their names; a workspace's own win over built-in ones. */
function namedFamilies(custom: readonly Family[]): ReadonlyMap<string, Family> {
  const byName = new Map([...builtInFamilies, ...custom].map((family) => [family.name, family]));
  for (const [alias, name] of familyAliases) {
    const family = byName.get(name);
    if (family !== undefined && !byName.has(alias)) byName.set(alias, family);
  }
  return byName;
}

function unknown(what: string, name: string, known: Iterable<string>): UsageError {
  return new UsageError(`there is no ${what} "${name}"`, {
    code: "UNKNOWN_RECIPE",
    hint:
      didYouMean(name, known) ||
      "Known are distroless_static, distroless_base, distroless_cc, distroless_python311 and distroless_python313, " +
        "each with _base, _nonroot or _debug at the end, and the bases that cooper.config.ts defines.",
  });
}
