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

const lock = "requirements_lock.txt";

const exportOfPoetry = `poetry export --format requirements.txt --output ${lock}`;

/** Locks of other tools, and how these write one that cooper reads. */
const foreignLocks = [
  ["poetry.lock", exportOfPoetry],
  ["pdm.lock", `pdm export --format requirements --output ${lock}`],
  ["Pipfile.lock", `pipenv requirements --hash > ${lock}`],
  ["Pipfile", `pipenv lock && pipenv requirements --hash > ${lock}`],
] as const;

/**
 * Chooses the lock file of a project. `isLocked` says whether a requirements file has hashes; `rootNames` are the names
 * at the root, where a workspace of uv has its lock file.
 */
export function dependenciesOf(
  { path, names, requirements }: PythonProject,
  { isLocked, rootNames }: { isLocked: (name: string) => boolean; rootNames: ReadonlySet<string> },
): Dependencies {
  const own = lockNames.find((name) => names.has(name));
  if (own) return { deps: own };
  const written = [...names].filter((name) => /^requirements.*\.(txt|in)$/.test(name)).sort();
  const locked = written.find(isLocked);
  if (locked) return { deps: locked };
  const [foreign, exporting = ""] = foreignLocks.find(([name]) => names.has(name)) ?? [];
  if (foreign) return { deps: lock, remark: advice(path, `${foreign} is another tool's.`, exporting) };
  if (names.has("pyproject.toml") && rootNames.has("uv.lock")) return { deps: "//uv.lock" };
  const source = sourceOf(names, written);
  if (source) {
    const compile = `uv pip compile --universal --generate-hashes ${source} -o ${lock}`;
    return { deps: lock, remark: advice(path, `${source} has no hashes.`, compile) };
  }
  if (/^\[tool\.poetry\.dependencies\]/m.test(requirements)) {
    return {
      deps: lock,
      remark: advice(path, "pyproject.toml is not locked.", `poetry lock && ${exportOfPoetry}`),
    };
  }
  if (!/^\s*dependencies\s*=\s*\[\s*["']/m.test(requirements)) return {};
  return { deps: "uv.lock", remark: advice(path, "pyproject.toml is not locked.", "uv lock") };
}

/** The file to lock from: requirements, else what only setuptools reads. */
function sourceOf(names: ReadonlySet<string>, written: readonly string[]): string | undefined {
  const usual = ["requirements.txt", "requirements.in"].find((name) => names.has(name)) ?? written[0];
  if (usual || names.has("pyproject.toml")) return usual;
  return ["setup.cfg", "setup.py"].find((name) => names.has(name));
}

/** `services/api: requirements.txt has no hashes. Run: cd services/api && …`, fit for a shell. */
function advice(path: string, why: string, command: string): string {
  const folder = /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
  return `${path || "."}: ${why} Run: ${path === "" ? "" : `cd ${folder} && `}${command}`;
}
