import { join, posix } from "node:path";
import { UsageError } from "../../../core/error.ts";
import type { Target } from "../../../plan/target.ts";
import { isWithin } from "../../../sources/source-link.ts";
import type { PyImageFields } from "./fields.ts";

/** A target of the kind `python`, and what follows from its fields alone. */
export interface PythonTarget {
  readonly target: Target;
  readonly fields: PyImageFields;
  /** Absolute path of the workspace. */
  readonly root: string;
  /** Whether the image has something to run, and so an application in `/app`. */
  readonly isApplication: boolean;
}

/** Reads a target whose definition the schema of `pyImage` has checked. */
export function pythonTarget(target: Target): PythonTarget {
  const fields = target.definition.fields as PyImageFields;
  const { folder } = target.label;
  const root = folder === "" ? target.directory : target.directory.slice(0, -folder.length - 1);
  const isApplication = (fields.main ?? fields.module ?? fields.entrypoint) !== undefined;
  return { target, fields, root, isApplication };
}

/** The absolute path of what a field names. Fails with `PATH_LEAVES_WORKSPACE`. */
export function workspacePath(name: string, { target, root }: PythonTarget): string {
  const path = name.startsWith("//") ? join(root, name) : join(target.directory, name);
  if (isWithin(path, root)) return path.replace(/\/$/, "");
  throw new UsageError(`${name} lies outside of the workspace`, {
    code: "PATH_LEAVES_WORKSPACE",
    where: locationOf(target),
    hint: "An image is made from files of the workspace alone. Put what is needed into it.",
  });
}

/** `file:line` of the macro's call. */
export function locationOf({ definition }: Target): string {
  return `${definition.at.file}:${definition.at.line}`;
}

/** Where the files of the folder lie in the image. */
export const appFolder = "/app";

/** Where a folder of the workspace that Python imports from lies in the image. */
export function libFolder(name: string): string {
  return posix.join("/opt/src", name);
}
