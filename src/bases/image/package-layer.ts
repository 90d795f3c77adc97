import { keyOf } from "../../layers/layer-key.ts";
import type { LayerEntry, LayerSpec } from "../../layers/spec.ts";
import type { BlobStore } from "../../store/blob-store.ts";
import type { LockedPackage } from "../lock/lock-file.ts";
import type { FileRules } from "../recipes/file-rules.ts";
import { fileFilter } from "./file-filter.ts";
import type { LayerGroup } from "./layer-groups.ts";
import { packageEntries } from "./package-entries.ts";
import type { PackageShelf } from "./package-shelf.ts";
import { scriptOf } from "./scripts/script-of.ts";

/** Goes up when the same packages and rules begin to give other layers. */
export const layerVersion = 1;

/** What the layers of one base have in common. */
export interface LayerContext {
  readonly rules: FileRules;
  /** Debian's name, such as `amd64`. */
  readonly architecture: string;
  readonly shelf: PackageShelf;
  readonly blobs: BlobStore;
}

/** The layer of a group of packages: their files, and what their maintainer scripts would have made. */
export function packageLayer(group: LayerGroup, context: LayerContext): LayerSpec {
  const { rules, architecture } = context;
  const packages = group.packages.map(({ name, sha256 }) => [name, sha256]);
  return {
    name: group.name,
    key: keyOf({
      recipe: "debian-packages",
      version: layerVersion,
      architecture,
      packages,
      rules: parts(rules),
    }),
    entries: async () => {
      const entries = await Promise.all(group.packages.map((locked) => entriesOf(locked, context)));
      return entries.flat();
    },
  };
}

async function entriesOf(locked: LockedPackage, context: LayerContext): Promise<LayerEntry[]> {
  const { rules, architecture, shelf, blobs } = context;
  const { name } = locked;
  const deb = await shelf.get(locked);
  const made = (await scriptOf(name)?.({ name, deb, architecture, blobs })) ?? [];
  const paths = new Set(made.map(({ path }) => path));
  const files = packageEntries(name, deb, fileFilter(rules, name));
  return [...files.filter(({ path }) => !paths.has(path)), ...made];
}

/** The rules as JSON. */
function parts({ leaveOut, keep, only }: FileRules) {
  const packages = Object.entries(only).map(([name, patterns]) => [name, [...patterns]] as const);
  return { leaveOut: [...leaveOut], keep: [...keep], only: Object.fromEntries(packages) };
}
