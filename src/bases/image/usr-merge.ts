import type { EntryHeader } from "../../archive/entry.ts";

/** Folders of the root that are links into `/usr`. Source: Debian policy, "merged-/usr". */
const merged = new Set(["bin", "sbin", "lib", "lib32", "lib64", "libo32", "libx32"]);

/**
 * Where a path of a package lies once `/bin`, `/sbin` and `/lib*` are links into `/usr`: `lib/x` becomes `usr/lib/x`.
 * A layer that kept `lib/x` would replace the link by a folder, and nothing would find its libraries.
 */
export function usrPath(path: string): string {
  const slash = path.indexOf("/");
  const top = slash < 0 ? path : path.slice(0, slash);
  return merged.has(top) ? `usr/${path}` : path;
}

/** Whether an entry is one of the links themselves, such as `bin -> usr/bin`. */
export function isMergeLink(entry: EntryHeader): boolean {
  return entry.type === "symlink" && merged.has(entry.path);
}
