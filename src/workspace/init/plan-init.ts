import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { configNames } from "../find-root.ts";
import { targetFile } from "../find-targets.ts";
import { findRepository } from "../git/repository.ts";
import { dependenciesOf } from "./dependencies.ts";
import { configFile, imageFile } from "./image-file.ts";
import { type ComposePorts, portOf, readComposePorts } from "./ports.ts";
import { findPythonProjects, type PythonProject } from "./python-project.ts";
import { type Start, startOf } from "./start.ts";

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
  if (projects.length === 0) remarks.push(...byHand);
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

/** For those whose services do not look like services. */
const byHand = [
  "No Python service was found. Write an image.ts into the folder of each, such as:",
  'import { pyServiceImage } from "cooper";',
  'export default pyServiceImage({ name: "web", main: "main.py", deps: "requirements_lock.txt", ports: [8000] });',
];

function propose(
  root: string,
  project: PythonProject,
  { name, compose }: { name: string; compose: ComposePorts },
): { content: string; said: readonly string[] } {
  const here = project.path || ".";
  const port = portOf(project, compose);
  const found = startOf(project, port);
  const start = found ?? { main: "main.py" };
  const { deps, remark } = dependenciesOf(project, {
    isLocked: (file) => readText(join(root, project.path, file)).includes("--hash="),
    rootNames: new Set(["uv.lock"].filter((file) => existsSync(join(root, file)))),
  });
  const healthPath = /["'](\/(?:health|healthz|livez|ready|readyz|ping|status)(?:\/\w+)?\/?)["']/.exec(
    project.source,
  )?.[1];
  const base = baseOf(project);
  const said = [
    `${here}: starts ${describeStart(start)}, ${port === undefined ? "no port" : `port ${port}`}${healthPath ? `, healthy at ${healthPath}` : ""}.`,
  ];
  if (found === undefined)
    said.push(`${here}: how it starts could not be seen; correct \`main\` in its image.ts.`);
  if (remark) said.push(remark);
  if (startsBySource(start) && listensHere.test(project.source)) {
    said.push(
      `${here}: ${project.entry} listens on this machine only; in a container it must listen on 0.0.0.0.`,
    );
  }
  return { content: imageFile({ name, ...start, deps, base, port, healthPath }), said };
}

function describeStart({ main, module, entrypoint, args = [] }: Start): string {
  return [...(entrypoint ?? [main ?? `python -m ${module}`]), ...args].join(" ");
}

/** Whether the source itself says where it listens: servers such as uvicorn are told by their arguments. */
function startsBySource({ main, module, args }: Start): boolean {
  return main !== undefined || (module !== undefined && args === undefined);
}

/** An address of this machine, or none where the usual one is that. */
const listensHere = /host\s*=\s*["'](?:127\.0\.0\.1|localhost)["']|\b(?:app|uvicorn)\.run\((?![^)]*\bhost\b)/;

/** The default base has Python 3.11; what asks for more gets 3.13. */
function baseOf({ requirements, dockerfile }: PythonProject): string | undefined {
  const asked = wantedPython.exec(requirements)?.[1];
  const minor = asked === undefined ? (dockerfile.pythonMinor ?? 0) : Number(asked);
  return minor > 11 ? "distroless_python313_nonroot" : undefined;
}

/** As `pyproject.toml`, Poetry, Pipenv and setuptools write it. */
const wantedPython =
  /^\s*(?:requires-python|python|python_version|python_requires)\s*=\s*["']?(?:[^"'\n]*(?:>=?|==|~=|\^))?\s*3\.(\d+)/m;

/** Each named after its folder; where that is not enough to tell them apart, folders above go before it. */
function uniqueNames(root: string, projects: readonly PythonProject[]): ReadonlyMap<PythonProject, string> {
  const nameOf = ({ path }: PythonProject, parts: number) =>
    (path ? path.split("/").slice(-parts).join("-") : basename(root))
      // Letters without their accents; what is then no letter or digit of ASCII separates words.
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .toLowerCase()
      .replace(/[^a-z0-9]*[^a-z0-9._][^a-z0-9]*|[._]{2,}/g, "-")
      .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, "") || "service";
  const names = new Map(projects.map((project) => [project, nameOf(project, 1)]));
  for (let parts = 2; parts <= deepest; parts += 1) {
    for (const project of clashing(names)) names.set(project, nameOf(project, parts));
  }
  for (const [i, project] of clashing(names).entries()) {
    if (i > 0) names.set(project, `${names.get(project)}-${i + 1}`);
  }
  return names;
}

/** Beyond this, a number tells names apart better than more folders. */
const deepest = 4;

function clashing(names: ReadonlyMap<PythonProject, string>): readonly PythonProject[] {
  const all = [...names.values()];
  return [...names].flatMap(([project, name]) =>
    all.indexOf(name) === all.lastIndexOf(name) ? [] : [project],
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
