import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ignore, { type Ignore } from "ignore";
import { configNames } from "./find-root.ts";

/** The file that makes a folder a target. */
export const targetFile = "image.ts";

const skipped = new Set(["node_modules", "dist", "venv", "__pycache__"]);

/** Rules of one `.gitignore`, for what lies below its folder. */
interface Rules {
  /** Relative to the root, with `/` at the end; empty for the root. */
  readonly folder: string;
  readonly matcher: Ignore;
}

/**
 * The folders below the root that hold an `image.ts`, relative to it (`services/todost`; empty for the root itself),
 * sorted. Leaves out hidden folders, what package managers and builds make, folders that `.gitignore` files name, and
 * folders with a `cooper.config.ts` of their own, which are other workspaces.
 */
export function findTargets(root: string): string[] {
  const found: string[] = [];
  const visit = (folder: string, inherited: readonly Rules[]) => {
    const entries = readdirSync(join(root, folder), { withFileTypes: true });
    const names = new Set(entries.map((entry) => entry.name));
    if (folder !== "" && configNames.some((name) => names.has(name))) return;
    if (names.has(targetFile)) found.push(folder.slice(0, -1));
    const rules = names.has(".gitignore") ? [...inherited, readRules(root, folder)] : inherited;
    for (const entry of entries) {
      if (!entry.isDirectory() || entry.name.startsWith(".") || skipped.has(entry.name)) continue;
      const inner = `${folder}${entry.name}/`;
      if (!isIgnored(inner, rules)) visit(inner, rules);
    }
  };
  visit("", []);
  return found.sort();
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
