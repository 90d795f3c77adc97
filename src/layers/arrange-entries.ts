import { comparePaths } from "../archive/path-bytes.ts";
import { safePath } from "../archive/safe-path.ts";
import { CooperError } from "../core/error.ts";
import { parentsOf } from "../core/parents.ts";
import type { LayerEntry } from "./spec.ts";

/**
 * The entries of a layer as they are written: sorted by path, with the missing parent folders, and hard links last,
 * since a link must come after what it links to. Equal entries in any order give an equal list. Fails with
 * `PATH_CONFLICT`, `UNSAFE_PATH` or `BAD_LINK`; `layer` names the layer in errors.
 */
export function arrangeEntries(entries: readonly LayerEntry[], layer: string): LayerEntry[] {
  const byPath = new Map<string, LayerEntry>();
  for (const entry of entries) {
    checkPath(entry.path, layer);
    const other = byPath.get(entry.path);
    byPath.set(entry.path, other ? merged(other, entry, layer) : entry);
  }
  // In order, so that a parent takes its time from the first entry in it, whatever the order in which they were given.
  for (const entry of sorted(byPath.values())) addParents(entry, byPath, layer);
  const all = sorted(byPath.values());
  const links = all.filter(({ type }) => type === "hardlink");
  for (const link of links) checkLink(link, byPath, layer);
  return links.length === 0 ? all : [...all.filter(({ type }) => type !== "hardlink"), ...links];
}

function sorted(entries: Iterable<LayerEntry>): LayerEntry[] {
  return [...entries].sort((a, b) => comparePaths(a.path, b.path));
}

function checkPath(path: string, layer: string): void {
  if (path === "") return;
  if (safePath(path, layer) !== path) throw unsafe(path, layer, "is not written in its shortest form");
  // Source: OCI image specification, layer.md, "Whiteouts".
  if (/(^|\/)\.wh\./.test(path)) throw unsafe(path, layer, "would remove files of lower layers");
}

/** Two packages may both bring `usr/lib`; the later time stands. Anything else that comes twice is a conflict. */
function merged(a: LayerEntry, b: LayerEntry, layer: string): LayerEntry {
  const alike = a.type === "directory" && b.type === "directory" && !a.xattrs?.size && !b.xattrs?.size;
  if (!alike || a.mode !== b.mode || a.uid !== b.uid || a.gid !== b.gid) {
    throw conflict(a.path, layer, `${describe(a)} and ${describe(b)} have the same path`);
  }
  return a.mtime >= b.mtime ? a : b;
}

function addParents(entry: LayerEntry, byPath: Map<string, LayerEntry>, layer: string): void {
  for (const path of parentsOf(entry.path)) {
    const parent = byPath.get(path);
    if (parent?.type === "directory") return;
    if (parent) throw conflict(path, layer, `${describe(parent)} lies where ${entry.path} needs a folder`);
    byPath.set(path, { path, type: "directory", mode: 0o755, uid: 0, gid: 0, mtime: entry.mtime, size: 0 });
  }
}

function checkLink(link: LayerEntry, byPath: ReadonlyMap<string, LayerEntry>, layer: string): void {
  if (byPath.get(link.linkTarget ?? "")?.type === "file") return;
  throw new CooperError(
    `the hard link ${link.path} leads to ${link.linkTarget}, which is no file of its layer`,
    {
      code: "BAD_LINK",
      where: layer,
      hint: "A hard link can only lead to a file in the same layer. Use a symlink, or put both in one layer.",
    },
  );
}

function describe({ type, mode, uid, gid }: LayerEntry): string {
  return `a ${type} (mode ${mode.toString(8)}, owner ${uid}:${gid})`;
}

function conflict(path: string, layer: string, what: string): CooperError {
  return new CooperError(`two things want the path ${path}: ${what}`, {
    code: "PATH_CONFLICT",
    where: layer,
    hint: "Leave one of them out, or give it another path.",
  });
}

function unsafe(path: string, layer: string, what: string): CooperError {
  return new CooperError(`${JSON.stringify(path)} ${what}`, {
    code: "UNSAFE_PATH",
    where: layer,
    hint: "Give it another path.",
  });
}
