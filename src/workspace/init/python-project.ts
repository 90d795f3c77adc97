import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type WalkedFolder, walkFolders } from "../walk-folders.ts";
import { readDockerfile, type StartHints } from "./dockerfile.ts";

/** A folder that looks like a Python service, and what was read there. */
export interface PythonProject {
  /** Relative to the root; empty for the root itself. */
  readonly path: string;
  readonly names: ReadonlySet<string>;
  /** The file that seems to start the service, relative to the folder: `main.py`, `app/main.py`. */
  readonly entry: string | undefined;
  /** Its source; empty where there is none. */
  readonly source: string;
  /** All that names dependencies: `pyproject.toml` and `requirements*.txt`, one after the other. */
  readonly requirements: string;
  readonly dockerfile: StartHints;
}

const entryNames = [
  "main.py",
  "app.py",
  "server.py",
  "run.py",
  "asgi.py",
  "wsgi.py",
  "manage.py",
  "__main__.py",
];
const requirementsName = /^(?:requirements.*\.(?:txt|in)|pyproject\.toml)$/;
const serves =
  /\b(?:fastapi|flask|uvicorn|django|aiohttp|starlette|tornado|sanic|grpc|http\.server|socketserver)\b/i;

/** The Python services of a repository, sorted by path; what lies below one belongs to it. */
export function findPythonProjects(root: string): PythonProject[] {
  const folders = [...walkFolders(root)].sort((a, b) => (a.path < b.path ? -1 : 1));
  const byPath = new Map(folders.map((folder) => [folder.path, folder]));
  const found: PythonProject[] = [];
  for (const folder of folders) {
    if (found.some(({ path }) => path !== "" && folder.path.startsWith(`${path}/`))) continue;
    if (/(?:^|\/)(?:tests?|docs?|examples?|scripts?)$/.test(folder.path)) continue;
    const project = readProject(root, folder, byPath);
    if (isService(project)) found.push(project);
  }
  return found;
}

function isService({ names, entry, source, requirements, dockerfile }: PythonProject): boolean {
  if (dockerfile.isPython && (dockerfile.command || entry)) return true;
  if (entry === undefined) return false;
  return names.has("manage.py") || serves.test(source) || (requirements !== "" && serves.test(requirements));
}

function readProject(
  root: string,
  folder: WalkedFolder,
  byPath: ReadonlyMap<string, WalkedFolder>,
): PythonProject {
  const read = (name: string) => readFileSync(join(root, folder.path, name), "utf8");
  const { names } = folder;
  const entry = findEntry(folder, byPath);
  return {
    path: folder.path,
    names,
    entry,
    source: entry ? read(entry) : "",
    requirements: [...names]
      .filter((name) => requirementsName.test(name))
      .sort()
      .map(read)
      .join("\n"),
    dockerfile: readDockerfile(names.has("Dockerfile") ? read("Dockerfile") : ""),
  };
}

/** In the folder itself, else in `app/`, `src/` or the package that is called like the folder. */
function findEntry(folder: WalkedFolder, byPath: ReadonlyMap<string, WalkedFolder>): string | undefined {
  const own = entryNames.find((name) => folder.names.has(name));
  if (own || !hasRequirements(folder)) return own;
  const name = folder.path.slice(folder.path.lastIndexOf("/") + 1).replaceAll("-", "_");
  for (const inner of ["app", "src", name]) {
    const names = byPath.get(folder.path ? `${folder.path}/${inner}` : inner)?.names;
    const entry = entryNames.find((candidate) => names?.has(candidate));
    if (entry) return `${inner}/${entry}`;
  }
  return undefined;
}

function hasRequirements({ names }: WalkedFolder): boolean {
  return [...names].some((name) => requirementsName.test(name) || name === "Dockerfile");
}
