import { keyOf } from "../../layers/layer-key.ts";
import type { LayerSpec } from "../../layers/spec.ts";
import type { LockedPackage } from "../lock/lock-file.ts";
import type { DebLibrary } from "./deb.ts";
import { type CachedLibrary, formatLdCache } from "./ld-cache.ts";
import { madeFile } from "./made-entry.ts";
import { type LayerContext, layerVersion } from "./package-layer.ts";

/**
 * The layer of `/etc/ld.so.cache`. It names libraries by what programs ask for, without versions of packages, so that
 * an update seldom changes its bytes.
 */
export function ldCacheLayer(packages: readonly LockedPackage[], context: LayerContext): LayerSpec {
  const digests = packages.map(({ sha256 }) => sha256);
  return {
    name: "dynamic linker cache",
    key: keyOf({ recipe: "ld-cache", version: layerVersion, packages: digests }),
    entries: async () => {
      const debs = await Promise.all(packages.map((locked) => context.shelf.get(locked)));
      const paths = new Set(debs.flatMap(({ entries }) => entries.map(({ path }) => path)));
      const libraries = debs.flatMap(({ libraries }) => libraries.map((library) => cached(library, paths)));
      return [madeFile("etc/ld.so.cache", formatLdCache(libraries))];
    },
  };
}

/** With the link that has the library's name, where a package brings one beside it, as ldconfig prefers. */
function cached({ path, soname, machine }: DebLibrary, paths: ReadonlySet<string>): CachedLibrary {
  const [folder, file] = [path.slice(0, path.lastIndexOf("/") + 1), path.slice(path.lastIndexOf("/") + 1)];
  const name = soname ?? file;
  const link = folder + name;
  return { soname: name, path: `/${(paths.has(link) ? link : path).replace(/^usr\//, "")}`, machine };
}
