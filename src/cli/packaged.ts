/**
 * Where the packaged command begins. All other code of the package lies in one file. Node's compile cache would keep of it
 * what V8 compiles on sight, which leaves out the functions: V8 compiles them when they are called, at every start anew.
 * So the code is kept here as it stands when a run ends or has gone on for a while, for each command the functions that
 * it called.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Script } from "node:vm";
import { keepCompiledCode } from "./compile-cache.ts";

/** Puts its exports into `exports`, as a CommonJS module does. */
type Bundle = (
  exports: object,
  require: NodeJS.Require,
  module: Module,
  file: string,
  folder: string,
) => void;

/** Digest of the code, written here when the package is made. */
declare const bundleDigest: string;

const file = join(__dirname, "..", "api", "cooper.cjs");
const parameters = "exports, require, module, __filename, __dirname";

/** The compiled code of an earlier run of the same command with the same Node; nothing where none may be kept. */
function keptFile([command = ""]: readonly string[]): string | undefined {
  keepCompiledCode();
  const folder = Module.getCompileCacheDir();
  const name = /^[a-z]{1,20}$/.test(command) ? command : "cooper";
  return folder && join(folder, `${bundleDigest}-${name}.code`);
}

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** Milliseconds after which V8 may let go of functions that were called at the start alone, which every run calls. */
const freshness = 1000;

/** Keeps the code of a run once: when it succeeds, or before the beginning of a long one is forgotten. */
function keepOnce(path: string, script: Script): void {
  const timer = setTimeout(() => {
    process.off("exit", keepAtExit);
    keep(path, script);
  }, freshness).unref();
  function keepAtExit(status: number): void {
    clearTimeout(timer);
    if (status === 0) keep(path, script);
  }
  process.once("exit", keepAtExit);
}

/** Whole or not at all. That it cannot be kept is no failure of the command. */
function keep(path: string, script: Script): void {
  const draft = `${path}.${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(draft, script.createCachedData(), { flag: "wx" });
    renameSync(draft, path);
  } catch {
    rmSync(draft, { force: true });
  }
}

function load(kept: string | undefined): { runCli(args: readonly string[]): Promise<number> } {
  const cachedData = kept === undefined ? undefined : read(kept);
  const source = `(function (${parameters}) {${readFileSync(file, "latin1")}\n})`;
  const script = new Script(source, { filename: file, cachedData });
  if (kept !== undefined && script.cachedDataRejected !== false) keepOnce(kept, script);
  const module = new Module(file);
  // Configuration files import the library, which must be this one.
  require.cache[file] = module;
  (script.runInThisContext() as Bundle)(module.exports, createRequire(file), module, file, dirname(file));
  module.loaded = true;
  return module.exports;
}

const args = process.argv.slice(2);
load(keptFile(args))
  .runCli(args)
  .then((status) => {
    process.exitCode = status;
  });
