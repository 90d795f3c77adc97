import type { LayerEntry } from "../../layers/spec.ts";
import type { LockedPackage } from "../lock/lock-file.ts";
import { alternativeLibrary, alternativeLink, chosenAlternatives, offeredBy } from "./alternative-links.ts";
import type { Deb, DebLibrary } from "./deb.ts";
import { type FileFilter, fileFilter } from "./file-filter.ts";
import { type CachedLibrary, formatLdCache } from "./ld-cache.ts";
import { madeFile } from "./made-entry.ts";
import type { LayerContext } from "./package-layer.ts";

/** `/etc/ld.so.cache` with the libraries of all packages that go into the image, and the links of alternatives. */
export async function ldCacheEntries(
  packages: readonly LockedPackage[],
  { rules, shelf, architecture }: LayerContext,
): Promise<LayerEntry[]> {
  const brought = packages.map(async (locked) => {
    const [deb, filter] = [await shelf.get(locked), fileFilter(rules, locked.name)];
    return { libraries: librariesOf(deb, filter), offers: offeredBy(deb, filter) };
  });
  const all = await Promise.all(brought);
  const chosen = chosenAlternatives(all.flatMap(({ offers }) => offers));
  const libraries = [
    ...all.flatMap((one) => one.libraries),
    ...chosen.flatMap((alternative) => alternativeLibrary(alternative, architecture)),
  ];
  return [madeFile("etc/ld.so.cache", formatLdCache(libraries)), ...chosen.map(alternativeLink)];
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
