import { existsSync } from "node:fs";
import { join } from "node:path";
import { tryRun } from "../../../src/core/process.ts";
import { cacheFolder } from "./store.ts";
import { type Lack, lacking } from "./tools.ts";

/** A program of another project that is built from its sources. */
export interface GoTool {
  /** Path of the program. */
  readonly program: string;
  /** Why it is not there. */
  readonly lack: Lack;
}

/**
 * Builds a Go program with the module proxy that Go is set up for, once: it is kept beside the shared store, in a folder
 * named after its version. `source`, a folder, is built instead where the proxy does not have the module.
 */
export async function goTool(module: string, version: string, source?: string): Promise<GoTool> {
  const name = module.slice(module.lastIndexOf("/") + 1);
  const folder = join(cacheFolder, "go", version);
  const program = join(folder, name);
  if (existsSync(program)) return { program, lack: false };
  if (await lacking("go", "version")) return { program, lack: "Go is not installed" };
  const env = { ...process.env, GOBIN: folder, GOFLAGS: "-mod=mod -buildvcs=false" };
  const { status, stderr } = source
    ? await tryRun("go", ["build", "-o", program, "."], { cwd: source, env })
    : await tryRun("go", ["install", `${module}@${version}`], { env });
  return {
    program,
    lack: status === 0 ? false : `Go cannot build ${module}: ${stderr.trim().split("\n").at(-1)}`,
  };
}
