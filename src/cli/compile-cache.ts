import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { homeFolder } from "../core/home-folder.ts";

/**
 * Lets Node keep compiled code for the next start, in `NODE_COMPILE_CACHE` or the user's cache folder: it is code that
 * will be run, so it does not belong into the folder for temporary files that all users share.
 */
export function keepCompiledCode(): void {
  const { NODE_COMPILE_CACHE: named, XDG_CACHE_HOME: caches } = process.env;
  enableCompileCache(
    named || join(caches || join(homeFolder(process.env), ".cache"), "cooper-tools", "compiled"),
  );
}
