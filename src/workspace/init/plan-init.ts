import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { configNames } from "../find-root.ts";
import { targetFile } from "../find-targets.ts";
import { findRepository } from "../git/repository.ts";
import { dependenciesOf } from "./dependencies.ts";
import { configFile, imageFile } from "./image-file.ts";
import { type ComposePorts, portOf, readComposePorts } from "./ports.ts";
import { findPythonProjects, type PythonProject } from "./python-project.ts";
import { startOf } from "./start.ts";

/** A file that `cooper init` would write. */
export interface ProposedFile {
  /** Absolute; nothing exists there. */
  readonly path: string;
  readonly content: string;
}

/** What `cooper init` would do. */
export interface InitPlan {
  readonly files: readonly ProposedFile[];
  /** What was found, what was left alone and what remains to be done, for a person. */
  readonly remarks: readonly string[];
}

/** Proposes the files that make a repository a workspace: its configuration, and an `image.ts` beside each service. */
export function planInit(root: string): InitPlan {
  const remarks: string[] = [];
  const files: ProposedFile[] = [];
  const config = configNames.find((name) => existsSync(join(root, name)));
  if (config) remarks.push(`${config} is there already and stays as it is.`);
  else files.push({ path: join(root, "cooper.config.ts"), content: configFile(githubOwner(root)) });
  const projects = findPythonProjects(root);
  if (projects.length === 0) remarks.push("No Python service was found: write an image.ts by hand.");
  const names = uniqueNames(root, projects);
  const compose = readCompose(root);
  for (const project of projects) {
    const path = join(root, project.path, targetFile);
    if (project.names.has(targetFile)) {
      remarks.push(`${project.path || "."} has an image.ts already.`);
      continue;
    }
    const { content, said } = propose(root, project, { name: names.get(project) ?? "", compose });
    files.push({ path, content });
    remarks.push(...said);
  }
  return { files, remarks };
}

function propose(
  root: string,
  project: PythonProject,
  { name, compose }: { name: string; compose: ComposePorts },
): { content: string; said: readonly string[] } {
  const here = project.path || ".";
  const port = portOf(project, compose);
  const start = startOf(project, port) ?? { main: "main.py" };
  const { deps, remark } = dependenciesOf(project, {
    isLocked: (file) => readText(join(root, project.path, file)).includes("--hash="),
    rootNames: new Set(["uv.lock"].filter((file) => existsSync(join(root, file)))),
  });
  const healthPath = /["'](\/(?:health|healthz|livez|ready|readyz|ping|status)(?:\/\w+)?\/?)["']/.exec(
    project.source,
  )?.[1];
  const base = baseOf(project);
  const said = [
    `${here}: starts ${describeStart(start)}, port ${port}${healthPath ? `, healthy at ${healthPath}` : ""}.`,
  ];
  if (remark) said.push(remark);
  if (start.main && /host\s*=\s*["'](?:127\.0\.0\.1|localhost)["']/.test(project.source)) {
    said.push(
      `${here}: ${start.main} listens on this machine only; in a container it must listen on 0.0.0.0.`,
    );
  }
  return { content: imageFile({ name, ...start, deps, base, port, healthPath }), said };
}

function describeStart({ main, module, args = [] }: ReturnType<typeof startOf> & object): string {
  return [main ?? `python -m ${module}`, ...args].join(" ");
}

/** The default base has Python 3.11; what asks for more gets 3.13. */
function baseOf({ requirements }: PythonProject): string | undefined {
  const minor = Number(
    /requires-python\s*=\s*["'][^"']*(?:>=?|==|~=)\s*3\.(\d+)/.exec(requirements)?.[1] ?? 0,
  );
  return minor > 11 ? "distroless_python313_nonroot" : undefined;
}

/** Each named after its folder; where two folders have one name, the folder above goes before it. */
function uniqueNames(root: string, projects: readonly PythonProject[]): ReadonlyMap<PythonProject, string> {
  const nameOf = ({ path }: PythonProject, parts: number) =>
    (path ? path.split("/").slice(-parts).join("-") : basename(root))
      .toLowerCase()
      .replace(/[^a-z0-9._]+/g, "-")
      .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, "");
  const short = projects.map((project) => nameOf(project, 1));
  const isUnique = (name: string) => short.filter((other) => other === name).length === 1;
  return new Map(
    projects.map((project, i) => [project, isUnique(short[i] ?? "") ? (short[i] ?? "") : nameOf(project, 2)]),
  );
}

function readCompose(root: string): ComposePorts {
  const names = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];
  return readComposePorts(names.map((name) => readText(join(root, name))).join("\n"));
}

/** Of the repository's remote on GitHub, where it has one. */
function githubOwner(root: string): string | undefined {
  const repository = findRepository(root);
  const config = repository ? readText(join(repository.commonDirectory, "config")) : "";
  return /^\s*url\s*=.*github\.com[:/]([\w-]+)\//m.exec(config)?.[1];
}

function readText(path: string): string {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}
