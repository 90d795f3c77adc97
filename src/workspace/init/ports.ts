import type { PythonProject } from "./python-project.ts";

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

/** The port a service listens on, from the surest evidence to the framework's habit. */
export function portOf(project: PythonProject, compose: ComposePorts): number {
  const { source, dockerfile, path } = project;
  const written = /(?:--port[= ]|--bind[= ]\S*:|0\.0\.0\.0:)(\d{2,5})/.exec(
    dockerfile.command?.join(" ") ?? "",
  )?.[1];
  const inSource = /\bport\s*=\s*(\d{2,5})\b|["'](?:PORT)["'],\s*["']?(\d{2,5})/.exec(source);
  const candidates = [written, dockerfile.ports[0], inSource?.[1] ?? inSource?.[2], compose.get(path)?.[0]];
  const port = candidates.find((candidate) => candidate !== undefined);
  if (port !== undefined) return Number(port);
  return /\bFlask\(/.test(source) ? 5000 : 8000;
}
