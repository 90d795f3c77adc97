import { readlinkSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, resolve, sep } from "node:path";
import { CooperError, codeOf } from "../core/error.ts";

/** Folders whose bounds decide what becomes of a symbolic link; absolute. */
export interface LinkBounds {
  /** What is packed as one tree. */
  readonly folder: string;
  /** The workspace. */
  readonly root: string;
}

/** A link stays a link where it means the same in the image; otherwise what it points at takes its place. */
export type SourceLink =
  | { readonly keep: true; readonly text: string }
  | { readonly keep: false; readonly real: string };

/**
 * What becomes of a symbolic link: inside the folder it stays a link, elsewhere in the workspace it is
 * followed, and out of the workspace is the error `LINK_LEAVES_WORKSPACE`.
 */
export function readSourceLink(path: string, bounds: LinkBounds): SourceLink {
  const text = readlinkSync(path);
  const real = realTarget(path);
  if (real === undefined) return danglingLink(path, text, bounds);
  if (!isWithin(real, realpathSync(bounds.root))) throw leavesWorkspace(path);
  const keep = isWithin(real, realpathSync(bounds.folder)) && !isAbsolute(text);
  return keep ? { keep, text } : { keep: false, real };
}

/** Whether `path` is `folder` or lies below it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/**
 * The way from `folder` to what lies below it: `path.relative` without its cost, which thousands of files
 * feel.
 */
export function pathBelow(folder: string, path: string): string {
  return path.slice(folder.endsWith(sep) ? folder.length : folder.length + 1);
}

function realTarget(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * Some programs keep facts in the text of links that point at nothing; inside the folder that does no harm.
 */
function danglingLink(path: string, text: string, bounds: LinkBounds): SourceLink {
  const meant = resolve(realpathSync(dirname(path)), text);
  const inside = !isAbsolute(text) && isWithin(meant, realpathSync(bounds.folder));
  if (!inside) throw leavesWorkspace(path);
  return { keep: true, text };
}

function leavesWorkspace(path: string): CooperError {
  return new CooperError("a symbolic link points out of the workspace, or at nothing", {
    code: "LINK_LEAVES_WORKSPACE",
    where: path,
    hint: "Other machines lack what it points at. Put a copy in its place, or leave it out with a .dockerignore rule.",
  });
}
