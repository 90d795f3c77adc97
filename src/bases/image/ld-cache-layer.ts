import { keyOf } from "../../layers/layer-key.ts";
import type { LayerSpec } from "../../layers/spec.ts";
import type { LockedPackage } from "../lock/lock-file.ts";
import { type LayerContext, rulesAsJson } from "./package-layer.ts";

/** Goes up when the same packages and rules begin to give another layer. */
const version = 2;

/**
 * The layer of what depends on all packages together: `/etc/ld.so.cache` and the links of alternatives. It names
 * libraries by what programs ask for, without versions of packages, so that an update seldom changes its bytes.
 */
export function ldCacheLayer(packages: readonly LockedPackage[], context: LayerContext): LayerSpec {
  return {
    name: "dynamic linker cache",
    key: keyOf({
      recipe: "ld-cache",
      version,
      packages: packages.map(({ name, sha256 }) => [name, sha256]),
      rules: rulesAsJson(context.rules),
    }),
    entries: async () => (await import("./ld-cache-entries.ts")).ldCacheEntries(packages, context),
  };
}
