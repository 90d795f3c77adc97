import { existsSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "../../../src/core/error.ts";
import { run } from "../../../src/core/process.ts";
import { cacheFolder } from "./store.ts";

/**
 * A Node of another major version, from the npm package that holds the program, as `scripts/node.sh` takes it. Kept
 * between runs. Says why where there is none to be had.
 */
export async function otherNode(
  major: number,
): Promise<{ readonly program: string } | { readonly lack: string }> {
  const folder = join(cacheFolder, `node${major}`);
  const program = join(folder, "node_modules", "node", "bin", "node");
  if (existsSync(program)) return { program };
  const wanted = `node@npm:node-${process.platform}-${process.arch}@${major}`;
  try {
    await run("npm", ["install", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", wanted]);
    return { program };
  } catch (error) {
    return { lack: `npm brings no Node ${major}: ${messageOf(error)}` };
  }
}
