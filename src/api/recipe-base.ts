import type { PackageRequest } from "../bases/debian/package-request.ts";
import type { LockedBase } from "../bases/lock/lock-file.ts";
import { lockedBase } from "../bases/lock/locked-base.ts";
import { type Family, packageRequest } from "../bases/recipes/family.ts";
import { findRecipe, type Recipe } from "../bases/recipes/recipe.ts";
import type { Session } from "./session.ts";

/** A recipe with the packages that the lock file gives it. */
export interface LockedRecipe {
  readonly recipe: Recipe;
  readonly locked: LockedBase;
}

/** What is locked for a recipe. Fails with `UNKNOWN_RECIPE`, `LOCK_MISSING`, `LOCK_STALE` or `LOCK_EDITED`. */
export async function lockedRecipe(session: Session, name: string): Promise<LockedRecipe> {
  const recipe = findRecipe(name, session.families);
  return { recipe, locked: lockedBase(await session.lock(), requestOf(recipe.family)) };
}

/** What to lock for a family: always both architectures, so that a lock file serves every platform of tomorrow. */
export function requestOf(family: Family): PackageRequest {
  return packageRequest(family, ["amd64", "arm64"]);
}
