import type { LayerEntry } from "../../layers/spec.ts";
import type { LockedPackage } from "../lock/lock-file.ts";
import type { Deb, DebLibrary } from "./deb.ts";
import { type FileFilter, fileFilter } from "./file-filter.ts";
import { type CachedLibrary, formatLdCache } from "./ld-cache.ts";
import { madeFile } from "./made-entry.ts";
import type { LayerContext } from "./package-layer.ts";

/** `/etc/ld.so.cache` with the libraries of all packages that go into the image. */
export async function ldCacheEntries(
  packages: readonly LockedPackage[],
  { rules, shelf }: LayerContext,
): Promise<LayerEntry[]> {
  const lists = packages.map(async (locked) =>
    librariesOf(await shelf.get(locked), fileFilter(rules, locked.name)),
  );
  const libraries = (await Promise.all(lists)).flat();
  return [madeFile("etc/ld.so.cache", formatLdCache(libraries))];
}

function librariesOf({ entries, libraries }: Deb, filter: FileFilter): CachedLibrary[] {
  const paths = new Set(entries.map(({ path }) => path).filter(filter));
  return libraries.filter(({ path }) => paths.has(path)).map((library) => cached(library, paths));
}

/** By the link that has the library's name, where the package brings one beside it, as ldconfig does. */
function cached({ path, soname, machine }: DebLibrary, paths: ReadonlySet<string>): CachedLibrary {
  const slash = path.lastIndexOf("/") + 1;
  const name = soname ?? path.slice(slash);
  const link = path.slice(0, slash) + name;
  // ldconfig writes paths without the /usr that /lib is a link into.
  const short = (paths.has(link) ? link : path).replace(/^usr\//, "");
  return { soname: name, path: `/${short}`, machine };
}
