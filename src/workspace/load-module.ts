import { existsSync } from "node:fs";
import { registerHooks } from "node:module";
import { extname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { CooperError } from "../core/error.ts";
import { isFile } from "../core/file-kind.ts";
import { foreignFrames } from "./call-site.ts";
import { importModule } from "./import-module.ts";
import { moduleError, stackOf, stalledModule, unresolvedImport } from "./module-error.ts";
import { unlessStalled } from "./stall.ts";

/** How configuration files are loaded. */
export interface ModuleScope {
  /** URL of the module that `import … from "cooper"` means. */
  readonly api: string;
}

/** A configuration file that was loaded. */
export interface LoadedModule {
  readonly exports: Readonly<Record<string, unknown>>;
  /** Absolute paths of the file itself and of all files it imports by relative paths, sorted. */
  readonly files: readonly string[];
}

/** The scope of every configuration module seen so far, by URL. */
const scopes = new Map<string, ModuleScope>();
/** Relative imports between configuration modules: importer to imported, by URL. */
const imports = new Map<string, Set<string>>();
let hooked = false;

/**
 * Imports `cooper.config.ts` or an `image.ts` into this process. Node strips the types and keeps the result in its
 * compile cache (where the program has enabled it). Two things are not left to the folder's package.json: these files
 * are ES modules whatever it says, and `cooper` is the cooper that runs. Both hold for the entry files and for what they
 * import by a relative path; packages and Node's own modules resolve as ever. Failures inside become errors with file,
 * line and column: see `module-error.ts`.
 */
export async function loadModule(file: string, scope: ModuleScope): Promise<LoadedModule> {
  hook();
  const url = pathToFileURL(file).href;
  scopes.set(url, scope);
  try {
    const exports = await unlessStalled(importModule(url), () => stalledModule(file));
    return { exports, files: [...reachable(url)].map((reached) => fileURLToPath(reached)).sort() };
  } catch (error) {
    throw await moduleError(error, { file, api: scope.api });
  }
}

/**
 * What to tell of a failure long after loading: where the code of a configuration file led to it, such as a rule for
 * tags, it is that file's; anything else is as it was.
 */
export async function blameModule(thrown: unknown): Promise<unknown> {
  const file = thrown instanceof CooperError ? undefined : foreignFrames(stackOf(thrown)).next().value?.file;
  const scope = file && scopes.get(pathToFileURL(file).href);
  return scope ? moduleError(thrown, { file, api: scope.api }) : thrown;
}

function reachable(url: string, seen: Set<string> = new Set()): Set<string> {
  if (seen.has(url)) return seen;
  seen.add(url);
  for (const imported of imports.get(url) ?? []) reachable(imported, seen);
  return seen;
}

function hook(): void {
  if (hooked) return;
  hooked = true;
  registerHooks({
    resolve(specifier, context, next) {
      if (scopes.has(specifier)) return configModule(specifier);
      const importer = context.parentURL ?? "";
      const scope = scopes.get(importer);
      if (!scope) return next(specifier, context);
      if (specifier === "cooper") return { url: scope.api, shortCircuit: true };
      const file = /^\.{1,2}\//.test(specifier) ? findFile(specifier, importer) : undefined;
      if (file === undefined) return next(specifier, context);
      scopes.set(file, scope);
      noteImport(importer, file);
      return configModule(file);
    },
  });
}

/** TypeScript is a superset of JavaScript: one format serves both, and its parser tells line and column of mistakes. */
function configModule(url: string) {
  return { url, format: "module-typescript", shortCircuit: true };
}

function noteImport(importer: string, imported: string): void {
  const known = imports.get(importer);
  if (known) known.add(imported);
  else imports.set(importer, new Set([imported]));
}

const sourceEndings = [".ts", ".mts", ".js", ".mjs"];

/**
 * The file a relative import means, with or without its ending, as TypeScript projects write it; also `./macros.js`
 * for `macros.ts`, and `./macros` for `macros/index.ts`. Nothing for files of other kinds, such as JSON.
 */
function findFile(specifier: string, importer: string): string | undefined {
  const url = new URL(specifier, importer);
  const path = fileURLToPath(url);
  const ending = extname(path);
  if (sourceEndings.includes(ending) && isFile(path)) return url.href;
  const candidates = [
    ...sourceEndings.map((e) => path + e),
    ...(ending === ".js" || ending === ".mjs" ? [path.replace(/js$/, "ts")] : []),
    ...sourceEndings.map((e) => `${path}/index${e}`),
  ];
  const found = candidates.find(isFile);
  if (found) return pathToFileURL(found).href;
  if (existsSync(path)) return undefined;
  throw unresolvedImport(specifier, fileURLToPath(importer));
}
