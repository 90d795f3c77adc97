import type { Json } from "../../core/canonical-json.ts";
import { keyOf } from "../../layers/layer-key.ts";
import type { LayerSpec } from "../../layers/spec.ts";
import type { BlobStore } from "../../store/blob-store.ts";
import type { FileRules } from "../recipes/file-rules.ts";
import type { LayerGroup } from "./layer-groups.ts";
import type { PackageShelf } from "./package-shelf.ts";

/** Goes up when the same packages and rules begin to give other layers. */
const layerVersion = 1;

/** What the layers of one base have in common. */
export interface LayerContext {
  readonly rules: FileRules;
  /** Debian's name, such as `amd64`. */
  readonly architecture: string;
  readonly shelf: PackageShelf;
  readonly blobs: BlobStore;
}

/** The layer of a group of packages. */
export function packageLayer({ name, packages }: LayerGroup, context: LayerContext): LayerSpec {
  const { rules, architecture } = context;
  return {
    name,
    key: keyOf({
      recipe: "debian-packages",
      version: layerVersion,
      architecture,
      packages: packages.map((locked) => [locked.name, locked.sha256]),
      rules: rulesAsJson(rules),
    }),
    entries: async () => (await import("./layer-entries.ts")).layerEntries(packages, context),
  };
}

/** The rules as a part of a key. */
export function rulesAsJson({ leaveOut, keep, only }: FileRules): Json {
  const patterns = Object.entries(only).map(([name, list]) => [name, [...list]] as const);
  return { leaveOut: [...leaveOut], keep: [...keep], only: Object.fromEntries(patterns) };
}
