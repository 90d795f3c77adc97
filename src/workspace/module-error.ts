import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { CooperError, codeOf, messageOf, UsageError } from "../core/error.ts";
import { didYouMean } from "../core/nearest.ts";
import { foreignFrames } from "./call-site.ts";
import { placeError } from "./place-error.ts";

/** What was being loaded. */
export interface ModuleErrorContext {
  /** The file that was loaded; the failure may be in one it imports. */
  readonly file: string;
  /** URL of the module that `cooper` means. */
  readonly api: string;
}

/**
 * What went wrong while a configuration file was loaded, with file, line and column. Codes: `CONFIG_SYNTAX`,
 * `CONFIG_TYPESCRIPT` (syntax that is more than types), `CONFIG_IMPORT`, `CONFIG_THREW`. What a function of cooper
 * threw keeps its code, and its place where it has one.
 */
export async function moduleError(thrown: unknown, context: ModuleErrorContext): Promise<unknown> {
  const where = placeOf(thrown) ?? context.file;
  if (thrown instanceof CooperError) return placeError(thrown, where);
  const cause = thrown;
  const code = codeOf(thrown);
  const message = messageOf(thrown).trim();
  if (code === "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX") return notErasable(message, where);
  if (code === "ERR_MODULE_NOT_FOUND") return missingPackage(message, context.file);
  const missing = /'cooper' does not provide an export named '(.+)'/.exec(message)?.[1];
  if (missing) return missingExport(missing, where, context.api);
  if (thrown instanceof SyntaxError) {
    const hint = "Mend this line: an editor that knows TypeScript shows the same.";
    return new UsageError(message, { code: "CONFIG_SYNTAX", where, hint, cause });
  }
  const hint = "The file is a program that cooper runs: mend what it does here.";
  return new UsageError(`the file threw: ${message}`, { code: "CONFIG_THREW", where, hint, cause });
}

/** `CONFIG_IMPORT` for a relative import that means no file. */
export function unresolvedImport(specifier: string, importer: string): UsageError {
  return new UsageError(`there is no file "${specifier}"`, {
    code: "CONFIG_IMPORT",
    where: placeOfImport(specifier, importer),
    hint: "The path is relative to the importing file; .ts, .mts, .js and .mjs files are found without their ending.",
  });
}

/** `CONFIG_STALLED` for a file that awaits what never comes. */
export function stalledModule(file: string): UsageError {
  return new UsageError("the file waits for something that never comes", {
    code: "CONFIG_STALLED",
    where: file,
    hint: "Look for an `await` whose promise nobody settles, here and in what the file imports.",
  });
}

function notErasable(message: string, where: string): UsageError {
  return new UsageError(message.replace(/ in strip-only mode$/, " here"), {
    code: "CONFIG_TYPESCRIPT",
    where,
    hint:
      "Types are removed, not compiled: write an enum as a constant object, a namespace as a module, and a " +
      "parameter property as a field.",
  });
}

function missingPackage(message: string, file: string): UsageError {
  const [, name = "", importer = file] = /'([^']+)' imported from (.+)$/.exec(message) ?? [];
  return new UsageError(`the package "${name}" cannot be found`, {
    code: "CONFIG_IMPORT",
    where: placeOfImport(name, importer),
    hint: 'Install it where the file can see it, or import only "cooper", relative files and Node\'s own modules.',
  });
}

async function missingExport(name: string, where: string, api: string): Promise<UsageError> {
  const known = Object.keys((await import(api)) as object);
  return new UsageError(`cooper has no "${name}"`, {
    code: "CONFIG_IMPORT",
    where,
    hint: didYouMean(name, known) || undefined,
  });
}

/** The stack of anything that was thrown: code of others may have put anything in its place. */
export function stackOf(thrown: unknown): string {
  return thrown instanceof Error && typeof thrown.stack === "string" ? thrown.stack : "";
}

/** `file:line:column` from what Node puts before the stack of a syntax error, else from the stack. */
function placeOf(thrown: unknown): string | undefined {
  const stack = stackOf(thrown);
  const [, url, line, marks] = /^(file:\/\/.+):(\d+)\n(?:.*\n){1,4}?( *)\^/.exec(stack) ?? [];
  if (url) return `${fileURLToPath(url)}:${line}:${(marks ?? "").length + 1}`;
  const frame = foreignFrames(stack).next().value;
  return frame && `${frame.file}:${frame.line}:${frame.column}`;
}

/** Node names the importing file only; the line is the first that quotes the specifier. */
function placeOfImport(specifier: string, importer: string): string {
  const lines = readFileSync(importer, "utf8").split("\n");
  const index = lines.findIndex((line) => /["'`]/.test(line) && line.includes(specifier));
  return index < 0 ? importer : `${importer}:${index + 1}`;
}
