import { isServer, type PythonProject } from "./python-project.ts";

/** Services of a compose file: the folder they are built from and the ports inside the container. */
export type ComposePorts = ReadonlyMap<string, readonly number[]>;

/**
 * Reads `build` and `ports` of a compose file by indentation, without understanding YAML: enough for a proposal that
 * a person looks at. Folders are relative to the file's.
 */
export function readComposePorts(text: string): ComposePorts {
  const services = text.split(/^ {2}(?=[\w.-]+:\s*$)/m);
  const found = new Map<string, readonly number[]>();
  for (const service of services) {
    const [, folder] = /^\s+(?:build|context):\s*["']?([\w./-]+)["']?\s*$/m.exec(service) ?? [];
    const ports = [...service.matchAll(/^\s+-\s*["']?(?:[\d.]+:)*(\d{2,5})(?:\/tcp)?["']?\s*$/gm)];
    if (folder)
      found.set(
        folder.replace(/^\.\//, "").replace(/\/$/, ""),
        ports.map(([, port]) => Number(port)),
      );
  }
  return found;
}

/**
 * The port a service listens on, from the surest evidence to the framework's habit; nothing for what seems to listen
 * nowhere.
 */
export function portOf(project: PythonProject, compose: ComposePorts): number | undefined {
  const { source, dockerfile, path } = project;
  const written = /(?:--port[= ]|(?:-b|--bind)[= ]\S*:|0\.0\.0\.0:)(\d{2,5})/.exec(
    dockerfile.command?.join(" ") ?? "",
  )?.[1];
  const candidates = [written, dockerfile.ports[0], portIn(source), compose.get(path)?.[0]];
  const port = candidates.find((candidate) => candidate !== undefined);
  if (port !== undefined) return Number(port);
  if (/\bFlask\(/.test(source)) return 5000;
  return isServer(project) || dockerfile.command === undefined ? 8000 : undefined;
}

const waysToListen = [
  /\bport\s*=\s*(\d{2,5})\b/,
  /["']PORT["'],\s*["']?(\d{2,5})/,
  /\.listen\(\s*(\d{2,5})\b/,
  /\(\s*["'](?:[\d.]*|localhost)["']\s*,\s*(\d{2,5})\s*\)/,
];

function portIn(source: string): string | undefined {
  return waysToListen.map((way) => way.exec(source)?.[1]).find((port) => port !== undefined);
}
