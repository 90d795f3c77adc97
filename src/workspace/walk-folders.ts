import { type Dirent, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ignore, { type Ignore } from "ignore";
import { codeOf } from "../core/error.ts";
import { configNames } from "./find-root.ts";

/** A folder of the workspace. */
export interface WalkedFolder {
  /** Relative to the root: `services/todost`; empty for the root itself. */
  readonly path: string;
  /** Names of the files and folders in it. */
  readonly names: ReadonlySet<string>;
}

const skipped = new Set(["node_modules", "dist", "venv", "__pycache__"]);

/** Rules of one `.gitignore`, for what lies below its folder. */
interface Rules {
  /** Relative to the root, with `/` at the end; empty for the root. */
  readonly folder: string;
  readonly matcher: Ignore;
}

/**
 * The folders of a workspace, in no particular order. Leaves out hidden folders, what package managers and builds make,
 * venvs, folders that `.gitignore` files name or that cannot be read, and folders with a `cooper.config.ts` of their own, which are other workspaces.
 */
export function* walkFolders(
  root: string,
  folder = "",
  inherited: readonly Rules[] = [],
): Generator<WalkedFolder> {
  const entries = readEntries(join(root, folder));
  const names = new Set(entries.map((entry) => entry.name));
  if (folder !== "" && [...configNames, "pyvenv.cfg"].some((name) => names.has(name))) return;
  yield { path: folder.slice(0, -1), names };
  const rules = names.has(".gitignore") ? [...inherited, readRules(root, folder)] : inherited;
  for (const entry of entries) {
    if (!entry.isDirectory() || entry.name.startsWith(".") || skipped.has(entry.name)) continue;
    const inner = `${folder}${entry.name}/`;
    if (!isIgnored(inner, rules)) yield* walkFolders(root, inner, rules);
  }
}

/** Nothing of a folder that belongs to somebody else, such as the data of a database: no image is defined there. */
function readEntries(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (codeOf(error) === "EACCES") return [];
    throw error;
  }
}

function readRules(root: string, folder: string): Rules {
  return { folder, matcher: ignore().add(readFileSync(join(root, folder, ".gitignore"), "utf8")) };
}

/** The deepest `.gitignore` that says anything of a folder decides. Source: gitignore(5), "DESCRIPTION". */
function isIgnored(folder: string, rules: readonly Rules[]): boolean {
  for (const { folder: base, matcher } of rules.toReversed()) {
    const { ignored, unignored } = matcher.test(folder.slice(base.length));
    if (ignored || unignored) return ignored;
  }
  return false;
}
