import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { UsageError } from "../core/error.ts";

/** Names of the file at the root of a workspace, the usual one first. */
export const configNames: readonly string[] = [
  "cooper.config.ts",
  "cooper.config.mts",
  "cooper.config.js",
  "cooper.config.mjs",
];

/** Where a workspace is. */
export interface WorkspaceRoot {
  /** Absolute path. */
  readonly directory: string;
  /** Absolute path of its `cooper.config.ts`. */
  readonly configFile: string;
}

/** The nearest folder with a `cooper.config.ts`, from `start` upwards. Throws `NO_WORKSPACE`. */
export function findRoot(start: string): WorkspaceRoot {
  for (let directory = resolve(start); ; directory = dirname(directory)) {
    const name = configNames.find((candidate) => existsSync(join(directory, candidate)));
    if (name) return { directory, configFile: join(directory, name) };
    if (directory === dirname(directory)) throw noWorkspace(start);
  }
}

function noWorkspace(start: string): UsageError {
  return new UsageError("no cooper.config.ts in this folder or above it", {
    code: "NO_WORKSPACE",
    where: resolve(start),
    hint: "Run `cooper init` at the root of the repository to write one, or name the root with --workspace.",
  });
}
