import type { LayerEntry } from "../../layers/spec.ts";
import type { LockedPackage } from "../lock/lock-file.ts";
import { fileFilter } from "./file-filter.ts";
import { packageEntries } from "./package-entries.ts";
import type { LayerContext } from "./package-layer.ts";
import { scriptOf } from "./scripts/script-of.ts";

/** The files of a group of packages, and what their maintainer scripts would have made. */
export async function layerEntries(
  packages: readonly LockedPackage[],
  context: LayerContext,
): Promise<LayerEntry[]> {
  const entries = await Promise.all(packages.map((locked) => entriesOf(locked, context)));
  return withFoldersOnce(entries.flat());
}

/** What a script makes replaces what the package has at the same path. */
async function entriesOf(locked: LockedPackage, context: LayerContext): Promise<LayerEntry[]> {
  const { rules, architecture, shelf, blobs } = context;
  const { name } = locked;
  const deb = await shelf.get(locked);
  const made = (await scriptOf(name)?.({ name, deb, architecture, blobs })) ?? [];
  const paths = new Set(made.map(({ path }) => path));
  const files = packageEntries(name, deb, fileFilter(rules, name));
  return [...files.filter(({ path }) => !paths.has(path)), ...made];
}

/** As with dpkg, the first package that brings a folder decides its owner and mode. */
function withFoldersOnce(entries: readonly LayerEntry[]): LayerEntry[] {
  const folders = new Set<string>();
  return entries.filter(({ path, type }) => {
    if (type !== "directory") return true;
    const isFirst = !folders.has(path);
    folders.add(path);
    return isFirst;
  });
}
