import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** A repository as its files tell it, without running git. */
export interface Repository {
  /** Absolute path of the work tree. */
  readonly directory: string;
  /** Where HEAD is: differs between work trees. */
  readonly gitDirectory: string;
  /** Where refs and objects are: shared between work trees. */
  readonly commonDirectory: string;
}

/** The repository round a folder; nothing where there is none. Source: gitrepository-layout(5). */
export function findRepository(start: string): Repository | undefined {
  for (let directory = resolve(start); ; directory = dirname(directory)) {
    const path = join(directory, ".git");
    const stats = statSync(path, { throwIfNoEntry: false });
    const gitDirectory = stats?.isDirectory() ? path : stats && linkedDirectory(path);
    if (gitDirectory) return { directory, gitDirectory, commonDirectory: commonOf(gitDirectory) };
    if (directory === dirname(directory)) return undefined;
  }
}

/** The commit id that HEAD means; nothing before the first commit, or where refs are kept in a way unknown here. */
export function readHead({ gitDirectory, commonDirectory }: Repository): string | undefined {
  const head = readText(join(gitDirectory, "HEAD"));
  const name = /^ref: (.+)$/.exec(head ?? "")?.[1];
  const id =
    name === undefined ? head : (readText(join(commonDirectory, name)) ?? packed(commonDirectory, name));
  return id && /^[0-9a-f]{40,64}$/.test(id) ? id : undefined;
}

/** Whether the history was cut off by `git clone --depth`. */
export function isShallow({ commonDirectory }: Repository): boolean {
  return existsSync(join(commonDirectory, "shallow"));
}

/** Of work trees and submodules, whose `.git` is a file: `gitdir: path`. */
function linkedDirectory(file: string): string | undefined {
  const path = /^gitdir: (.+)$/m.exec(readText(file) ?? "")?.[1];
  return path && resolve(dirname(file), path);
}

function commonOf(gitDirectory: string): string {
  const path = readText(join(gitDirectory, "commondir"));
  return path ? resolve(gitDirectory, path) : gitDirectory;
}

function packed(commonDirectory: string, name: string): string | undefined {
  const lines = readText(join(commonDirectory, "packed-refs"))?.split("\n") ?? [];
  return lines.find((line) => line.endsWith(` ${name}`))?.split(" ")[0];
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return undefined;
  }
}
