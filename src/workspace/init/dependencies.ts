import type { PythonProject } from "./python-project.ts";

/** The lock file an image installs from, and what is to be done before it can. */
export interface Dependencies {
  /** As `deps` of an `image.ts` has it. */
  readonly deps?: string;
  readonly remark?: string;
}

const lockNames = [
  "uv.lock",
  "pylock.toml",
  "requirements_lock.txt",
  "requirements.lock",
  "requirements-lock.txt",
];

/**
 * Chooses the lock file of a project. `isLocked` says whether a requirements file has hashes; `rootNames` are the names
 * at the root, where a workspace of uv has its lock file.
 */
export function dependenciesOf(
  { path, names, requirements }: PythonProject,
  { isLocked, rootNames }: { isLocked: (name: string) => boolean; rootNames: ReadonlySet<string> },
): Dependencies {
  const lock = lockNames.find((name) => names.has(name));
  if (lock) return { deps: lock };
  const written = [...names].filter((name) => /^requirements.*\.(txt|in)$/.test(name)).sort();
  const locked = written.find(isLocked);
  if (locked) return { deps: locked };
  if (names.has("pyproject.toml") && rootNames.has("uv.lock")) return { deps: "//uv.lock" };
  const here = path || ".";
  const source = ["requirements.txt", "requirements.in"].find((name) => names.has(name)) ?? written[0];
  if (source) {
    const compile = `uv pip compile --universal --generate-hashes ${source} -o requirements_lock.txt`;
    return {
      deps: "requirements_lock.txt",
      remark: `${here}: ${source} has no hashes. Run: cd ${here} && ${compile}`,
    };
  }
  if (!/^\s*dependencies\s*=\s*\[\s*["']/m.test(requirements)) return {};
  return { deps: "uv.lock", remark: `${here}: pyproject.toml is not locked. Run: cd ${here} && uv lock` };
}
