import { CooperError, firstLine, messageOf } from "../../../core/error.ts";
import { type LockRequest, placeOf } from "./lock.ts";
import { malformedLock } from "./lock-error.ts";
import { readLock } from "./lock-text.ts";

/** A TOML lock file, and where in it its packages stand. */
export interface TomlLock<T> {
  readonly content: T;
  /** `file:line` of a package; of the file where the line cannot be found. */
  where(name: string, version?: string): string;
}

/** Reads a TOML lock; what the reader of its schema throws becomes `BAD_LOCK` with file and line. */
export async function readTomlLock<T>(
  request: LockRequest,
  check: (toml: unknown) => T,
): Promise<TomlLock<T>> {
  const text = readLock(request.file);
  const { parse, TomlError } = await import("smol-toml");
  const place = (line?: number) => placeOf(request, request.file, line);
  try {
    return {
      content: check(parse(text)),
      where: (name, version) => place(packageLine(text, name, version)),
    };
  } catch (error) {
    if (error instanceof CooperError) throw error;
    const line = error instanceof TomlError ? error.line : undefined;
    throw malformedLock(firstLine(messageOf(error)), place(line));
  }
}

/** The line of `name = "…"` in the table of a package, which the parser does not tell. */
function packageLine(text: string, name: string, version?: string): number | undefined {
  const tail = version === undefined ? "" : `\\s*\\nversion\\s*=\\s*"${RegExp.escape(version)}"`;
  const found = new RegExp(`^name\\s*=\\s*"${RegExp.escape(name)}"${tail}`, "m").exec(text);
  return found ? text.slice(0, found.index).split("\n").length : undefined;
}
