import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type WalkedFolder, walkFolders } from "../walk-folders.ts";
import { readDockerfile, type StartHints } from "./dockerfile.ts";
import { findEntry, findScript, ownEntry, type Script } from "./entry.ts";

/** A folder that looks like a Python service, and what was read there. */
export interface PythonProject {
  /** Relative to the root; empty for the root itself. */
  readonly path: string;
  readonly names: ReadonlySet<string>;
  /** The file that seems to start the service, relative to the folder: `main.py`, `app/main.py`. */
  readonly entry: string | undefined;
  /** What packaging would install as its program. */
  readonly script: Script | undefined;
  /** Its source; empty where there is none. */
  readonly source: string;
  /** All that names dependencies: `pyproject.toml`, `requirements*.txt` and the like, one after the other. */
  readonly requirements: string;
  readonly dockerfile: StartHints;
}

const requirementsName = /^(?:requirements.*\.(?:txt|in)|pyproject\.toml|Pipfile|setup\.(?:py|cfg))$/;
const serves =
  /\b(?:fastapi|flask|uvicorn|django|aiohttp|starlette|tornado|sanic|bottle|falcon|quart|litestar|dash|grpc|http\.server|socketserver)\b/i;

/** The Python services of a repository, sorted by path; what lies below one belongs to it. */
export function findPythonProjects(root: string): PythonProject[] {
  const folders = [...walkFolders(root)].sort((a, b) => (a.path < b.path ? -1 : 1));
  const byPath = new Map(folders.map((folder) => [folder.path, folder]));
  const found: PythonProject[] = [];
  for (const folder of folders) {
    if (found.some((project) => belongsTo(project, folder))) continue;
    if (/(?:^|\/)(?:tests?|docs?|examples?|scripts?)$/.test(folder.path)) continue;
    const project = readProject(root, folder, byPath);
    if (isService(project)) found.push(project);
  }
  return found;
}

/** A service at the root has its own packages, but not the services in folders beside them. */
function belongsTo({ path, entry = "" }: PythonProject, folder: WalkedFolder): boolean {
  if (path !== "") return folder.path.startsWith(`${path}/`);
  if (hasRequirements(folder)) return false;
  return folder.names.has("__init__.py") || entry.startsWith(`${folder.path}/`);
}

function isService({ names, entry, source, requirements, dockerfile }: PythonProject): boolean {
  if (dockerfile.isPython && (dockerfile.command || entry)) return true;
  if (entry === undefined) return false;
  return names.has("manage.py") || serves.test(source) || (requirements !== "" && serves.test(requirements));
}

/** Whether anything that was read names a library that serves. */
export function isServer({ source, requirements }: PythonProject): boolean {
  return serves.test(source) || serves.test(requirements);
}

function readProject(
  root: string,
  folder: WalkedFolder,
  byPath: ReadonlyMap<string, WalkedFolder>,
): PythonProject {
  const { names } = folder;
  const read = (name: string) => readText(join(root, folder.path, name));
  const requirements = [...names]
    .filter((name) => requirementsName.test(name))
    .sort()
    .map(read)
    .join("\n");
  const script = findScript(requirements);
  const entry =
    ownEntry(folder) ?? (hasRequirements(folder) ? findEntry({ folder, byPath, script }) : undefined);
  return {
    path: folder.path,
    names,
    entry,
    script,
    source: entry ? read(entry) : "",
    requirements,
    dockerfile: readDockerfile(names.has("Dockerfile") ? read("Dockerfile") : ""),
  };
}

/** Nothing where there is a folder of that name, or a link that leads nowhere. */
function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function hasRequirements({ names }: WalkedFolder): boolean {
  return [...names].some((name) => requirementsName.test(name) || name === "Dockerfile");
}
