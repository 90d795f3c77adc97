import type { Target } from "../../../plan/target.ts";
import { lockInputs } from "../requirements/lock-inputs.ts";
import { appFiles, libFiles } from "./app-files.ts";
import { pythonTarget, workspacePath } from "./python-target.ts";

/**
 * Absolute paths of all files of the workspace that decide an image, sorted: sources, the lock file and what it
 * includes.
 */
export async function pythonInputs(target: Target): Promise<readonly string[]> {
  const python = pythonTarget(target);
  const { deps } = python.fields;
  const sources = [...appFiles(python), ...libFiles(python)].flatMap(({ files }) => files);
  const locks = deps === undefined ? [] : await lockInputs(workspacePath(deps, python));
  return [...new Set([...sources, ...locks])].sort();
}
