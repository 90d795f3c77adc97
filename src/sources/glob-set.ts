import ignore from "ignore";

/** Patterns relative to one folder. */
export interface GlobSet {
  /**
   * Whether the last pattern that names the path, or a folder above it, takes it in. `path` has no `/` at the
   * start.
   */
  matches(path: string): boolean;
  /** Whether a path below a folder that matches can be taken out again by a later `!` pattern. */
  readonly hasExceptions: boolean;
}

/**
 * Patterns as `.dockerignore` has them: relative to the folder, `*` stops at `/`, `**` does not, a folder
 * stands for all that is in it, `!` takes out again what an earlier pattern took in. Unlike with
 * `.gitignore`, that also works below a folder which matched, so every pattern is a set of its own and the
 * last one that matches decides. Source: Docker's documentation, ".dockerignore files".
 */
export function globSet(patterns: readonly string[]): GlobSet {
  const rules = patterns.map(parse).filter((rule) => rule !== undefined);
  return {
    matches: (path) => rules.findLast((rule) => rule.set.ignores(path))?.takesIn ?? false,
    hasExceptions: rules.some((rule) => !rule.takesIn),
  };
}

/** The patterns of an ignore file: lines without blanks around them, without comments. */
export function patternLines(text: string): string[] {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  return lines.map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"));
}

function parse(pattern: string) {
  const takesIn = !pattern.startsWith("!");
  const path = pattern
    .slice(takesIn ? 0 : 1)
    .replace(/^(\.?\/)+/, "")
    .replace(/\/+$/, "");
  if (path === "" || path === ".") return undefined;
  // The slash at the start binds the pattern to the folder: without it, gitignore's rules look at every
  // depth.
  return { takesIn, set: ignore({ ignorecase: false }).add(`/${path}`) };
}
