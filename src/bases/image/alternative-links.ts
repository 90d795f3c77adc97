import type { LayerEntry } from "../../layers/spec.ts";
import type { Alternative } from "./alternatives.ts";
import type { Deb } from "./deb.ts";
import type { FileFilter } from "./file-filter.ts";
import type { CachedLibrary } from "./ld-cache.ts";
import { isLibraryPath } from "./library-path.ts";
import { madeLink } from "./made-entry.ts";
import { usrPath } from "./usr-merge.ts";

/** What a package offers of the files that go into the image. */
export function offeredBy({ alternatives, entries }: Deb, filter: FileFilter): readonly Alternative[] {
  const paths = new Set(entries.map(({ path }) => path).filter(filter));
  return alternatives.filter(({ target }) => paths.has(usrPath(target.slice(1))));
}

/** The offer that is taken for each link: the highest priority, of equal ones the first. Sorted by link. */
export function chosenAlternatives(offers: readonly Alternative[]): readonly Alternative[] {
  const chosen = new Map<string, Alternative>();
  for (const offer of offers) {
    const path = usrPath(offer.link.slice(1));
    if (offer.priority > (chosen.get(path)?.priority ?? Number.NEGATIVE_INFINITY)) chosen.set(path, offer);
  }
  return [...chosen].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, offer]) => offer);
}

/** Directly to the file, without the second link in `/etc/alternatives`: nobody changes his mind in an image. */
export function alternativeLink({ link, target }: Alternative): LayerEntry {
  return madeLink(usrPath(link.slice(1)), target);
}

/** A library that is known by its alternative alone, such as `libblas.so.3`, for the linker's cache. */
export function alternativeLibrary({ link }: Alternative, architecture: string): CachedLibrary[] {
  if (!isLibraryPath(usrPath(link.slice(1)))) return [];
  const machine = architecture === "arm64" ? "AArch64" : "x86-64";
  return [{ soname: link.slice(link.lastIndexOf("/") + 1), path: link.replace(/^\/usr\//, "/"), machine }];
}
