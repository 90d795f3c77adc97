import type { Target } from "../../../plan/target.ts";
import { appFiles, libFiles } from "./app-files.ts";
import { pythonTarget, workspacePath } from "./python-target.ts";

/** Absolute paths of all files of the workspace that decide an image, sorted: sources and the lock file. */
export function pythonInputs(target: Target): readonly string[] {
  const python = pythonTarget(target);
  const { deps } = python.fields;
  const sources = [...appFiles(python), ...libFiles(python)].flatMap(({ files }) => files);
  const lock = deps === undefined ? [] : [workspacePath(deps, python)];
  return [...new Set([...sources, ...lock])].sort();
}
