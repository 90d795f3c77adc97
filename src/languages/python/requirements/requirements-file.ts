import { dirname, resolve } from "node:path";
import { malformedLock } from "./lock-error.ts";
import { readLock } from "./lock-text.ts";
import { logicalLines } from "./requirements-lines.ts";
import { parseStatement, type Statement } from "./requirements-statement.ts";

/** A statement and the place where it stands. */
export interface Placed {
  readonly statement: Statement;
  /** Absolute path. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** It comes from a `-c` file: it narrows versions and asks for nothing. */
  readonly constraint: boolean;
}

/** A requirements file with all that it includes. */
export interface RequirementsFile {
  /** In the order in which they are read. */
  readonly statements: readonly Placed[];
  /** Absolute paths of the file and of those it includes. */
  readonly files: ReadonlySet<string>;
}

/** Reads a requirements file and those it includes, each of them once. */
export async function readRequirementsFile(
  file: string,
  env: NodeJS.ProcessEnv = {},
): Promise<RequirementsFile> {
  const seen = new Set<string>();
  const files = new Set<string>();
  const readInto = async (path: string, constraint: boolean): Promise<Placed[]> => {
    const key = `${constraint} ${path}`;
    if (seen.has(key)) return [];
    seen.add(key);
    files.add(path);
    const placed: Placed[] = [];
    for (const line of logicalLines(readLock(path), env)) {
      const statement = parseStatement(line);
      const include = includeOf(statement, path, line.line);
      if (include === undefined) placed.push({ statement, file: path, line: line.line, constraint });
      else placed.push(...(await readInto(include.file, constraint || include.constraint)));
    }
    return placed;
  };
  return { statements: await readInto(file, false), files };
}

function includeOf(statement: Statement, file: string, line: number) {
  if (statement.type !== "option" || !/^--(requirement|constraint)$/.test(statement.name)) return undefined;
  if (/^[a-z+]+:/i.test(statement.value) || statement.value === "") {
    const hint = "Keep the file in the repository, so that the lock says all.";
    throw malformedLock(
      `${statement.name} ${statement.value} is not a file of the repository`,
      `${file}:${line}`,
      hint,
    );
  }
  return { file: resolve(dirname(file), statement.value), constraint: statement.name === "--constraint" };
}
