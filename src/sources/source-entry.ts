import { lstatSync, type Stats, statSync } from "node:fs";
import type { LayerEntry } from "../layers/spec.ts";
import { type LinkBounds, pathBelow, readSourceLink } from "./source-link.ts";

/** Where files come from and where they go. */
export interface SourcePlace extends LinkBounds {
  /** Where the folder lies in the image, without `/` at the start, such as `app`. */
  readonly at: string;
  /** Seconds since 1970: the modification time of every file. */
  readonly time: number;
}

/**
 * A file of the workspace, in the folder or below it, as an entry of a layer. Of the mode only the owner's
 * execute bit counts, so that neither umask nor checkout decides; the owner is root, so that a service cannot
 * change its own code.
 */
export function sourceEntry(file: string, place: SourcePlace): LayerEntry {
  const stats = lstatSync(file);
  const path = `${place.at}/${pathBelow(place.folder, file)}`;
  const common = { path, uid: 0, gid: 0, mtime: place.time };
  if (!stats.isSymbolicLink()) return { ...common, ...fileFields(file, stats) };
  const link = readSourceLink(file, place);
  if (!link.keep) return { ...common, ...fileFields(file, statSync(file)) };
  return { ...common, type: "symlink", mode: 0o777, size: 0, linkTarget: link.text };
}

function fileFields(file: string, stats: Stats) {
  const mode = stats.mode & 0o100 ? 0o755 : 0o644;
  return { type: "file" as const, mode, size: stats.size, source: { from: "file" as const, file } };
}
