import { statSync } from "node:fs";
import { basename, dirname } from "node:path";
import { UsageError } from "../../../core/error.ts";
import { isFolder } from "../../../core/file-kind.ts";
import type { SourcePlace } from "../../../sources/source-entry.ts";
import { isWithin } from "../../../sources/source-link.ts";
import { listSources } from "../../../sources/source-tree.ts";
import { appFolder, libFolder, locationOf, type PythonTarget, workspacePath } from "./python-target.ts";

/** Files of one folder and where they go. */
export interface SourceSet {
  readonly files: readonly string[];
  readonly place: SourcePlace;
}

/** What goes into `/app`: the folder's own sources first, then `configs` and `data`. */
export function appFiles(python: PythonTarget): SourceSet[] {
  const { configs = [], data = [] } = python.fields;
  return [ownSources(python), ...[...configs, ...data].map((name) => namedFiles(name, python))];
}

/** The files of the folders that `libs` names. */
export function libFiles(python: PythonTarget): SourceSet[] {
  const { fields, root } = python;
  return (fields.libs ?? []).map((name) => {
    const folder = workspacePath(name, python);
    if (!isFolder(folder)) throw missing(name, "libs", python);
    return { files: listSources(folder, { root }), place: place(folder, libFolder(name), python) };
  });
}

function ownSources(python: PythonTarget): SourceSet {
  const { target, fields, root, isApplication } = python;
  const { directory } = target;
  const include = fields.srcs ?? (isApplication ? undefined : []);
  const files = include?.length === 0 ? [] : listSources(directory, { root, include });
  // The lock file decides what is installed, and is of no use afterwards.
  const lock = fields.deps === undefined ? undefined : workspacePath(fields.deps, python);
  return { files: files.filter((file) => file !== lock), place: place(directory, appFolder, python) };
}

/**
 * A file or folder that a field names: what lies in the target's folder keeps its place, other things come
 * beside it.
 */
function namedFiles(name: string, python: PythonTarget): SourceSet {
  const { target, root } = python;
  const path = workspacePath(name, python);
  const kind = statSync(path, { throwIfNoEntry: false });
  if (!kind) throw missing(name, "configs or data", python);
  const files = kind.isDirectory() ? listSources(path, { root }) : [path];
  const folder = isWithin(path, target.directory) ? target.directory : dirname(path);
  return { files, place: place(folder, appFolder, python) };
}

function place(folder: string, at: string, { root, target }: PythonTarget): SourcePlace {
  return { folder, root, at: at.slice(1), time: target.time };
}

/** Whether a folder is a package itself, so that the folder above it is what Python has to search. */
export function isPackage({ files, place }: SourceSet): boolean {
  return files.some((file) => dirname(file) === place.folder && basename(file) === "__init__.py");
}

function missing(name: string, field: string, { target }: PythonTarget): UsageError {
  return new UsageError(`${name}, which ${field} names, does not exist`, {
    code: "FILE_MISSING",
    where: locationOf(target),
    hint: "Paths are relative to the folder of the image.ts, or begin with // at the root of the workspace.",
  });
}
