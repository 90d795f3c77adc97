import type { LockedPackage } from "../lock/lock-file.ts";

/** Packages that share a layer. */
export interface LayerGroup {
  readonly name: string;
  readonly packages: readonly LockedPackage[];
}

/**
 * Which source packages lie in which layer, lowest first. What moves together is together, and what moves seldom lies
 * below what moves often: Docker's classic store fetches again all that is above a layer that changed. A package that
 * is in no row of its own comes last, so that what a workspace adds leaves the layers of the built-in bases as they are.
 */
const table: readonly (readonly [name: string, sources: RegExp])[] = [
  ["glibc", /^glibc$/],
  ["gcc libraries", /^gcc-\d+$/],
  ["libraries", /^(bzip2|db5\.3|libffi|libxcrypt|libzstd|ncurses|readline|util-linux)$/],
  ["python", /^python3(\.\d+|-stdlib-extensions)$/],
  ["openssl", /^openssl$/],
  ["libraries that change often", /^(expat|sqlite3|xz-utils|zlib)$/],
  ["system files, time zones and certificates", /^(base-files|ca-certificates|media-types|netbase|tzdata)$/],
  ["other packages", /^/],
];

/** The layers of a set of packages, lowest first; the shell of debug images lies on top. */
export function layerGroups(packages: readonly LockedPackage[], shell: string): readonly LayerGroup[] {
  const rowOf = ({ name, source }: LockedPackage) =>
    name === shell ? "shell" : table.find(([, sources]) => sources.test(source))?.[0];
  const names = [...table.map(([name]) => name), "shell"];
  return names
    .map((name) => ({ name, packages: packages.filter((one) => rowOf(one) === name) }))
    .filter((group) => group.packages.length > 0);
}
