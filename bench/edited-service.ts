import { appendFileSync, cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run, tryRun } from "../src/core/process.ts";
import type { Bench, Row } from "./benchmark.ts";
import { withDocker } from "./docker-daemon.ts";
import { interleaved, type Subject } from "./measure.ts";
import { makeWorkspace } from "./workspace.ts";

const tag = `bench-${process.pid}`;

/** One line of a service is changed, and the image of it is in Docker again: beside `docker build` with a warm cache. */
export async function editedService(bench: Bench): Promise<Row[]> {
  return withDocker(bench.folder, async () => [
    ...(await editing(bench, { files: 10, rounds: 11, times: 0.7 })),
    ...(await editing(bench, { files: 5000, rounds: 5, times: 0.3 })),
  ]);
}

interface Size {
  readonly files: number;
  readonly rounds: number;
  readonly times: number;
}

async function editing(bench: Bench, { files, rounds, times }: Size): Promise<Row[]> {
  const name = `edited-${files}`;
  const { root, services } = await makeWorkspace(join(bench.folder, name), [{ name, files }]);
  const source = services[0] as string;
  const image = `ghcr.io/albeorla/${name}:${tag}`;
  const load = bench.cooper({
    args: ["load", name, "--tag", tag],
    cwd: root,
    before: () => edit(join(source, "main.py")),
  });
  const names = [image, `${name}:${tag}`, `${name}-bare:${tag}`];
  try {
    await run(load.program, load.args, { cwd: root, env: load.env ?? {} });
    const folder = join(bench.folder, `${name}-docker`);
    const equal = await equalDockerfile({ folder, source, image, name: `${name}:${tag}` });
    const bare = bareDockerfile({ folder: `${folder}-bare`, source, image, name: `${name}-bare:${tag}` });
    const [ours, peer, lower] = await interleaved([load, equal, bare], rounds);
    if (!ours || !peer || !lower) throw new Error("nothing was measured");
    const context = `image in Docker after a change of one line, ${files} files`;
    return [
      { name: context, ours, peer, bar: { times } },
      { name: `${context}, no dependencies in the context`, ours, peer: lower },
    ];
  } finally {
    await tryRun("docker", ["rmi", "--force", ...names]);
  }
}

interface DockerBuild {
  readonly folder: string;
  /** Of the service. */
  readonly source: string;
  /** That cooper has made, to stand on and to take the dependencies from. */
  readonly image: string;
  readonly name: string;
}

/** A Dockerfile as people write it where the image has no pip: the installed packages, then the sources. */
async function equalDockerfile({ folder, source, image, name }: DockerBuild): Promise<Subject> {
  mkdirSync(folder);
  cpSync(source, join(folder, "app"), { recursive: true });
  const { stdout: container } = await run("docker", ["create", image]);
  await run("docker", ["cp", `${container.trim()}:/opt/venv`, join(folder, "venv")]);
  await run("docker", ["rm", container.trim()]);
  writeFileSync(join(folder, "Dockerfile"), `FROM ${image}\nCOPY venv /opt/venv\nCOPY app /app\n`);
  return dockerBuild(folder, name, join(folder, "app", "main.py"));
}

/** The least a Dockerfile can do: all dependencies are in the image that it stands on. */
function bareDockerfile({ folder, source, image, name }: DockerBuild): Subject {
  cpSync(source, folder, { recursive: true });
  writeFileSync(join(folder, "Dockerfile"), `FROM ${image}\nCOPY . /app\n`);
  return dockerBuild(folder, name, join(folder, "main.py"));
}

function dockerBuild(folder: string, name: string, edited: string): Subject {
  return {
    name: "docker build",
    program: "docker",
    args: ["build", "--quiet", "--tag", name, folder],
    env: { ...process.env, DOCKER_BUILDKIT: "0" },
    before: () => edit(edited),
  };
}

let edits = 0;

function edit(file: string): void {
  edits += 1;
  appendFileSync(file, `# change ${edits}\n`);
}
