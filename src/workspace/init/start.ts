import type { PythonProject } from "./python-project.ts";

/** How a service is started: fields of its `image.ts`. */
export interface Start {
  readonly main?: string;
  readonly module?: string;
  /** A program instead of the interpreter. */
  readonly entrypoint?: readonly string[];
  readonly args?: readonly string[];
  /** Folders that Python must import from. */
  readonly libs?: readonly string[];
  /** What is packed, where that is not all. */
  readonly srcs?: readonly string[];
}

/**
 * The way a service starts: as its Dockerfile says, else as its framework is usually served, else by its script or its
 * entry. Nothing where there is no way to tell.
 */
export function startOf(project: PythonProject, port: number | undefined): Start | undefined {
  const start =
    fromCommand(project) ??
    (port === undefined ? undefined : fromFramework(project, port)) ??
    fromScript(project) ??
    fromEntry(project);
  return start && { ...start, ...importsOf(project, start) };
}

/** `python main.py`, `python -m package`, a program that is a module too, such as `uvicorn`, or any program of the venv. */
function fromCommand({ dockerfile, names }: PythonProject): Start | undefined {
  const [program = "", ...words] = dockerfile.command ?? [];
  const name = program.slice(program.lastIndexOf("/") + 1);
  if (/^python[\d.]*$/.test(name)) return fromInterpreter(words, names);
  if (/^(?:uvicorn|gunicorn|hypercorn|flask|fastapi|granian)$/.test(name))
    return withArgs({ module: name }, words);
  return name === "" ? undefined : withArgs({ entrypoint: [name] }, words);
}

/** What stands behind `python`; its options, such as `-u`, are left out: the image has them set. */
function fromInterpreter(words: readonly string[], names: ReadonlySet<string>): Start | undefined {
  const at = words.findIndex((word) => word === "-m" || !word.startsWith("-"));
  const [first = "", ...rest] = words.slice(Math.max(at, 0));
  if (first === "-m" && rest[0]) return withArgs({ module: rest[0] }, rest.slice(1));
  if (!first.endsWith(".py")) return undefined;
  // An absolute path lies below a WORKDIR, whose name does not matter here.
  const base = first.slice(first.lastIndexOf("/") + 1);
  const main = names.has(base) ? base : first.replace(/^\.?\/(?:app\/)?/, "");
  return withArgs({ main }, rest);
}

function fromFramework(project: PythonProject, port: number): Start | undefined {
  const { entry = "", source, requirements } = project;
  const module = moduleOf(entry);
  const listen = ["--host", "0.0.0.0", "--port", String(port)];
  const bind = ["--bind", `0.0.0.0:${port}`];
  const hasGunicorn = /\bgunicorn\b/i.test(requirements);
  const settings = /DJANGO_SETTINGS_MODULE["'],\s*["']([\w.]+)\.settings/.exec(source)?.[1];
  if (settings && hasGunicorn) return { module: "gunicorn", args: [...bind, `${settings}.wsgi`] };
  if (settings) return { main: entry, args: ["runserver", "--noreload", `0.0.0.0:${port}`] };
  if (startsItself.test(source)) return undefined;
  const [, fastApi] = /^(\w+)\s*(?::\s*\w+\s*)?=\s*(?:FastAPI|Starlette)\(/m.exec(source) ?? [];
  if (fastApi) return { module: "uvicorn", args: [`${module}:${fastApi}`, ...listen] };
  const [, flask] = /^(\w+)\s*(?::\s*\w+\s*)?=\s*Flask\(/m.exec(source) ?? [];
  if (flask && hasGunicorn) return { module: "gunicorn", args: [...bind, `${module}:${flask}`] };
  return flask ? { module: "flask", args: ["--app", `${module}:${flask}`, "run", ...listen] } : undefined;
}

/** A file that serves when it is run: not within a function that somebody else must call. */
const startsItself =
  /^(?:if\s+__name__|(?!(?:async\s+)?def\s|class\s|@|#)\S.*(?:\brun\(|serve_forever\(|run_app\(|\.start\())/m;

/** The program that packaging would install does no more than this. */
function fromScript({ script, source }: PythonProject): Start | undefined {
  if (script === undefined || startsItself.test(source)) return undefined;
  const call = `import sys; from ${script.module} import ${script.name}; sys.exit(${script.name}())`;
  return { entrypoint: ["python", "-c", call] };
}

/** Packages below `src/` are run as modules, since they import each other by name. */
function fromEntry({ entry }: PythonProject): Start | undefined {
  if (entry === undefined) return undefined;
  return inPackage(entry) ? { module: moduleOf(entry).replace(/\.__(?:main|init)__$/, "") } : { main: entry };
}

/** `src/` of a project that keeps its packages there is imported from, and need not be packed twice. */
function importsOf({ path, entry = "" }: PythonProject, start: Start): Start {
  if (!inPackage(entry) || start.main !== undefined) return {};
  return { libs: [`//${[path, "src"].filter(Boolean).join("/")}`], srcs: ["!src"] };
}

function inPackage(entry: string): boolean {
  return /^src\/.+\//.test(entry);
}

/** `app.main` for `app/main.py`, and `todost.main` for `src/todost/main.py`. */
function moduleOf(entry: string): string {
  const path = inPackage(entry) ? entry.slice("src/".length) : entry;
  return path
    .replace(/\.py$/, "")
    .replace(/\/__init__$/, "")
    .replaceAll("/", ".");
}

function withArgs(start: Start, args: readonly string[]): Start {
  return args.length > 0 ? { ...start, args } : start;
}
