import { parentsOf } from "../core/parents.ts";
import type { TreeFile } from "./file-tree.ts";

/** What lies in a directory and all below it. */
export interface DirectoryTotals {
  /** Empty for the root. */
  readonly path: string;
  readonly files: number;
  readonly bytes: number;
}

/** Totals of every directory down to a depth, 0 being the root alone; sorted by path. */
export function totalsByDirectory(
  files: Iterable<TreeFile<{ readonly size: number }>>,
  depth: number,
): DirectoryTotals[] {
  const totals = new Map<string, { files: number; bytes: number }>();
  for (const { path, fact } of files) {
    for (const directory of directoriesOf(path, depth)) {
      const total = totals.get(directory) ?? { files: 0, bytes: 0 };
      totals.set(directory, { files: total.files + 1, bytes: total.bytes + fact.size });
    }
  }
  return [...totals].map(([path, total]) => ({ path, ...total })).sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** `""`, `usr`, `usr/lib` of `usr/lib/os-release`. */
function directoriesOf(path: string, depth: number): string[] {
  return ["", ...[...parentsOf(path)].reverse().slice(0, depth)];
}
