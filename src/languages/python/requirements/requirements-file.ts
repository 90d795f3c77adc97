import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { CooperError, codeOf } from "../../../core/error.ts";
import { malformedLock } from "./lock-error.ts";
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

/** All statements of a requirements file and of those it includes, in order; an included file is read once. */
export async function readRequirementsFile(file: string, env: NodeJS.ProcessEnv = {}): Promise<Placed[]> {
  return readInto({ file, constraint: false, env, seen: new Set() });
}

interface Visit {
  readonly file: string;
  readonly constraint: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly seen: Set<string>;
}

async function readInto(visit: Visit): Promise<Placed[]> {
  const { file, constraint, seen } = visit;
  const key = `${constraint} ${file}`;
  if (seen.has(key)) return [];
  seen.add(key);
  const placed: Placed[] = [];
  for (const line of logicalLines(await readLock(file), visit.env)) {
    const statement = parseStatement(line);
    const include = includeOf(statement, file, line.line);
    if (include === undefined) placed.push({ statement, file, line: line.line, constraint });
    else
      placed.push(
        ...(await readInto({ ...visit, ...include, constraint: constraint || include.constraint })),
      );
  }
  return placed;
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

/** The text of a lock file; one that is not there is `NO_LOCK`. */
export async function readLock(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    if (codeOf(cause) !== "ENOENT") throw cause;
    throw new CooperError("the lock file does not exist", {
      code: "NO_LOCK",
      where: file,
      cause,
      hint: "Check the path, or write it: `uv pip compile --generate-hashes requirements.in -o requirements_lock.txt`.",
    });
  }
}
