import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import { UsageError } from "../../../core/error.ts";

/** Absolute path of a program on the `PATH`, or nothing. */
export async function findProgram(name: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const candidates = isAbsolute(name)
    ? [name]
    : (env.PATH ?? "")
        .split(delimiter)
        .filter(isAbsolute)
        .map((folder) => join(folder, name));
  for (const candidate of candidates) {
    const runs = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (runs) return candidate;
  }
  return undefined;
}

/** The machine's own Python: `COOPER_PYTHON`, else `python3` or `python` on the `PATH`. */
export async function hostPython(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  if (!env.COOPER_PYTHON) return (await findProgram("python3", env)) ?? (await findProgram("python", env));
  const chosen = await findProgram(env.COOPER_PYTHON, env);
  if (chosen !== undefined) return chosen;
  throw new UsageError(`COOPER_PYTHON names ${env.COOPER_PYTHON}, which is no program`, {
    code: "NO_PYTHON",
    hint: "Give the path of a Python 3 with pip, or unset COOPER_PYTHON.",
  });
}
