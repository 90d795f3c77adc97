import type { PythonProject } from "./python-project.ts";

/** How a service is started: fields of its `image.ts`. */
export interface Start {
  readonly main?: string;
  readonly module?: string;
  readonly args?: readonly string[];
}

/**
 * The way a service starts: as its Dockerfile says, else as its framework is usually served. Nothing where there is
 * no way to tell.
 */
export function startOf(project: PythonProject, port: number): Start | undefined {
  return fromCommand(project.dockerfile.command) ?? fromFramework(project, port) ?? fromEntry(project.entry);
}

/** `python main.py`, `python -m package`, or a program that is a module too, such as `uvicorn`. */
function fromCommand(command: readonly string[] | undefined): Start | undefined {
  const [program = "", first = "", ...rest] = command ?? [];
  if (/^(?:.*\/)?python[\d.]*$/.test(program)) {
    if (first === "-m" && rest[0]) return withArgs({ module: rest[0] }, rest.slice(1));
    return first.endsWith(".py")
      ? withArgs({ main: first.replace(/^\.?\/(?:app\/)?/, "") }, rest)
      : undefined;
  }
  const served = /^(?:uvicorn|gunicorn|hypercorn|flask|fastapi|granian)$/.test(program);
  return served ? withArgs({ module: program }, command?.slice(1) ?? []) : undefined;
}

function fromFramework({ entry = "", source, requirements }: PythonProject, port: number): Start | undefined {
  const module = entry.replace(/\.py$/, "").replaceAll("/", ".");
  const listen = ["--host", "0.0.0.0", "--port", String(port)];
  const bind = ["--bind", `0.0.0.0:${port}`];
  const hasGunicorn = /\bgunicorn\b/i.test(requirements);
  const settings = /DJANGO_SETTINGS_MODULE["'],\s*["']([\w.]+)\.settings/.exec(source)?.[1];
  if (settings && hasGunicorn) return { module: "gunicorn", args: [...bind, `${settings}.wsgi`] };
  if (settings) return { main: entry, args: ["runserver", "--noreload", `0.0.0.0:${port}`] };
  if (/uvicorn\.run\(|\.run\(|serve_forever\(|run_app\(/.test(source)) return undefined;
  const [, fastApi] = /^(\w+)\s*(?::\s*\w+\s*)?=\s*(?:FastAPI|Starlette)\(/m.exec(source) ?? [];
  if (fastApi) return { module: "uvicorn", args: [`${module}:${fastApi}`, ...listen] };
  const [, flask] = /^(\w+)\s*(?::\s*\w+\s*)?=\s*Flask\(/m.exec(source) ?? [];
  if (flask && hasGunicorn) return { module: "gunicorn", args: [...bind, `${module}:${flask}`] };
  return flask ? { module: "flask", args: ["--app", `${module}:${flask}`, "run", ...listen] } : undefined;
}

function fromEntry(entry: string | undefined): Start | undefined {
  return entry === undefined ? undefined : { main: entry };
}

function withArgs(start: Start, args: readonly string[]): Start {
  return args.length > 0 ? { ...start, args } : start;
}
