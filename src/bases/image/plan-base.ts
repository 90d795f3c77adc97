import { CooperError } from "../../core/error.ts";
import type { ImageSettings } from "../../oci/image-settings.ts";
import { formatPlatform, type Platform } from "../../oci/platform.ts";
import type { MadeContribution } from "../../plan/contribution.ts";
import type { LockedBase, LockedPackage } from "../lock/lock-file.ts";
import { debugPackage, shellFolder } from "../recipes/family.ts";
import type { Recipe } from "../recipes/recipe.ts";
import { baseFacts } from "./base-facts.ts";
import { layerGroups } from "./layer-groups.ts";
import { ldCacheLayer } from "./ld-cache-layer.ts";
import { packageLayer } from "./package-layer.ts";
import { type ImageTools, PackageShelf } from "./package-shelf.ts";

/** A base on one platform. */
export interface BaseRequest {
  readonly recipe: Recipe;
  /** The packages of the recipe's family. */
  readonly locked: LockedBase;
  readonly platform: Platform;
  readonly tools: ImageTools;
}

/**
 * The layers of a base, lowest first, with its config and facts. Touches neither network nor disk: packages are
 * fetched when a layer that is not in the cache lists its entries. Fails with `LOCK_PLATFORM`.
 */
export function planBase({ recipe, locked, platform, tools }: BaseRequest): MadeContribution {
  const { family, variant } = recipe;
  const all = packagesFor(locked, platform, recipe);
  const packages = all.filter(({ name }) => variant.debug || name !== debugPackage);
  const shelf = new PackageShelf(tools);
  const context = { rules: family.files, architecture: platform.architecture, shelf, blobs: tools.blobs };
  const layers = layerGroups(packages, debugPackage).map((group) => packageLayer(group, context));
  const facts = baseFacts(family, packages);
  const cache = facts.libc ? [ldCacheLayer(packages, context)] : [];
  const config = configOf(recipe);
  return { layers: [...layers, ...cache], config, facts: { ...facts, path: config.env?.PATH } };
}

function packagesFor(locked: LockedBase, platform: Platform, recipe: Recipe): readonly LockedPackage[] {
  const packages = platform.os === "linux" ? locked.packages.get(platform.architecture) : undefined;
  if (packages !== undefined) return packages;
  const known = [...locked.packages.keys()].map((name) => `linux/${name}`).join(" and ");
  throw new CooperError(`${recipe.name} is not locked for ${formatPlatform(platform)}`, {
    code: "LOCK_PLATFORM",
    hint: `Bases are made for ${known}: name only these in \`platforms\`.`,
  });
}

function configOf({ family, variant }: Recipe): ImageSettings {
  const { user, workdir, debug } = variant;
  const path = family.env.PATH ?? "/usr/bin:/bin";
  const env = debug ? { ...family.env, PATH: `${path}:/${shellFolder}` } : family.env;
  const shell = debug && family.entrypoint === undefined ? { cmd: [`/${shellFolder}/sh`] } : {};
  return { entrypoint: family.entrypoint, env, user, workdir, ...shell };
}
