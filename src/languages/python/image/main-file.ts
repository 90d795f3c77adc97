import { UsageError } from "../../../core/error.ts";
import type { LayerEntry } from "../../../layers/spec.ts";
import { appFolder, locationOf, type PythonTarget } from "./python-target.ts";

/** Absolute path in the image of the file that `main` names. */
export function mainPath(main: string): string {
  return `${appFolder}/${main.replace(/^\.\//, "")}`;
}

/** Fails with `MAIN_MISSING` where the file to run is not packed. */
export function refuseMissingMain(entries: readonly LayerEntry[], { target, fields }: PythonTarget): void {
  const { main } = fields;
  if (main === undefined || entries.some(({ path }) => `/${path}` === mainPath(main))) return;
  throw new UsageError(`${main} is not among the files of the image`, {
    code: "MAIN_MISSING",
    where: locationOf(target),
    hint: "It does not exist in the folder, or srcs, .gitignore or .dockerignore leave it out.",
  });
}
