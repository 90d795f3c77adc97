import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import ignore, { type Ignore } from "ignore";
import { type GlobSet, globSet, patternLines } from "./glob-set.ts";
import { pathBelow } from "./source-link.ts";

/** The rules of one ignore file count for paths below the folder in which it lies. */
interface GitRules {
  readonly folder: string;
  readonly rules: Ignore;
}

interface DockerRules {
  readonly folder: string;
  readonly globs: GlobSet;
}

/**
 * What `.gitignore` files (those of the folder, of the folders above it up to the root of the workspace, and
 * of the folders below it) and the nearest `.dockerignore` leave out. Ask from the top down: a folder that is
 * left out is not entered. Sources: gitignore(5); Docker's documentation, ".dockerignore files".
 */
export class IgnoreRules {
  readonly #git: readonly GitRules[];
  readonly #docker: DockerRules | undefined;

  private constructor(git: readonly GitRules[], docker: DockerRules | undefined) {
    this.#git = git;
    this.#docker = docker;
  }

  /** The rules that hold in `folder`, which lies in the workspace at `root`; both absolute. */
  static load(folder: string, root: string): IgnoreRules {
    const above = foldersBetween(root, folder);
    const git = above.map(gitRules).filter((rules) => rules !== undefined);
    // A folder with an image of its own is wanted, whatever git thinks of it.
    const wanted = git.filter((rules) => rules.folder === folder || !testGit([rules], `${folder}/`));
    return new IgnoreRules(wanted, nearestDockerRules(above.toReversed()));
  }

  /** These rules and those of the `.gitignore` in `folder`. */
  enter(folder: string): IgnoreRules {
    const own = gitRules(folder);
    return own ? new IgnoreRules([...this.#git, own], this.#docker) : this;
  }

  ignoresFile(path: string): boolean {
    return testGit(this.#git, path) || this.#dockerMatches(path);
  }

  /** Whether everything below a folder is left out. */
  ignoresFolder(path: string): boolean {
    if (testGit(this.#git, `${path}/`)) return true;
    return this.#docker?.globs.hasExceptions === false && this.#dockerMatches(path);
  }

  #dockerMatches(path: string): boolean {
    return this.#docker?.globs.matches(pathBelow(this.#docker.folder, path)) ?? false;
  }
}

/** The nearest file to the path that says anything decides, as git has it. */
function testGit(git: readonly GitRules[], path: string): boolean {
  for (const { folder, rules } of git.toReversed()) {
    const { ignored, unignored } = rules.test(pathBelow(folder, path));
    if (ignored || unignored) return ignored;
  }
  return false;
}

/** By the text of their file: every service of a workspace is under the rules of the same few files. */
const parsed = new Map<string, Ignore>();

function gitRules(folder: string): GitRules | undefined {
  const text = readIfThere(join(folder, ".gitignore"));
  if (text === undefined) return undefined;
  const rules = parsed.get(text) ?? ignore({ ignorecase: false }).add(text);
  parsed.set(text, rules);
  return { folder, rules };
}

function nearestDockerRules(folders: readonly string[]): DockerRules | undefined {
  for (const folder of folders) {
    const text = readIfThere(join(folder, ".dockerignore"));
    if (text !== undefined) return { folder, globs: globSet(patternLines(text)) };
  }
  return undefined;
}

/** From the root down to the folder, both included. */
function foldersBetween(root: string, folder: string): string[] {
  if (relative(root, folder) === "") return [root];
  return [...foldersBetween(root, dirname(folder)), folder];
}

/** Asks first: most folders have no ignore file, and an error for each of thousands would be felt. */
function readIfThere(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}
