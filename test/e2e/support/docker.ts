import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { run, tryRun } from "../../../src/core/process.ts";
import { eventually } from "./eventually.ts";
import { cacheFolder } from "./store.ts";
import { type Lack, lacking } from "./tools.ts";
import type { Owner } from "./workspace.ts";

/**
 * Makes sure that a Docker engine answers: the one of this machine, else, as root, one that is started here with a data
 * root of its own and that ends with its owner. Says why where there is none.
 */
export async function lackingDocker(owner: Owner): Promise<Lack> {
  if (!(await lacking("docker", "version"))) return false;
  if (process.getuid?.() !== 0) return "no Docker engine answers here, and only root can start one";
  if (await lacking("dockerd", "--version")) return "Docker is not installed";
  try {
    await startDaemon(owner);
    return false;
  } catch (error) {
    return `dockerd does not start here: ${error}`;
  }
}

async function startDaemon(owner: Owner): Promise<void> {
  await mkdir(cacheFolder, { recursive: true });
  const folder = await mkdtemp(join(cacheFolder, "docker-"));
  const at = (name: string) => join(folder, name);
  const log = await open(at("log"), "w");
  const daemon = spawn(
    "dockerd",
    [
      `--host=unix://${at("docker.sock")}`,
      `--data-root=${at("data")}`,
      `--exec-root=${at("run")}`,
      `--pidfile=${at("pid")}`,
    ],
    { stdio: ["ignore", log.fd, log.fd] },
  );
  const ended = once(daemon, "close");
  owner.after(async () => {
    daemon.kill("SIGTERM");
    await ended;
    await log.close();
    await rm(folder, { recursive: true, force: true });
  });
  process.env.DOCKER_HOST = `unix://${at("docker.sock")}`;
  await eventually("dockerd answers or gives up", async () =>
    daemon.exitCode !== null || !(await lacking("docker", "version")) ? true : undefined,
  );
  if (daemon.exitCode !== null) throw new Error(`it ended with status ${daemon.exitCode}`);
}

/** Runs a docker command that must succeed, and returns what it printed: on standard output, else on the other one. */
export async function docker(...args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await run("docker", args);
  return (stdout || stderr).trim();
}

/** What `docker inspect` says of a container or an image. */
export async function inspectDocker<T>(id: string): Promise<T> {
  const [found] = JSON.parse(await docker("inspect", id)) as T[];
  return found as T;
}

/** Removes images by their names, whether they, or Docker itself, are there or not. */
export async function removeImages(names: readonly string[]): Promise<void> {
  await tryRun("docker", ["image", "rm", "--force", ...names]).catch(() => {});
}

/** The flags with which every image must work: a root file system that nobody writes to, and no capabilities. */
export const confined = ["--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges"] as const;

/** A service in a container. */
export interface Service {
  readonly id: string;
  /** `http://127.0.0.1:49153`, where its port is published. */
  readonly address: string;
}

/** What to start: flags of `docker run` stand before the image's name. */
export interface ServiceRequest {
  readonly image: string;
  /** The port that it listens on, inside. */
  readonly port: number;
  readonly flags?: readonly string[];
}

/** Starts a service with its port on one that is free here. It is removed when its owner ends. */
export async function startService(
  owner: Owner,
  { image, port, flags = [] }: ServiceRequest,
): Promise<Service> {
  const publish = `--publish=127.0.0.1::${port}`;
  const id = await docker("run", "--detach", ...confined, publish, ...flags, image);
  owner.after(() => docker("rm", "--force", "--volumes", id));
  const mapped = await docker("port", id, `${port}/tcp`);
  return { id, address: `http://${mapped.split("\n")[0]}` };
}

interface ContainerState {
  readonly Status: string;
  readonly Health?: { readonly Status: string };
}

/** Waits until `docker inspect` calls a container healthy. Fails at once where it has ended. */
export async function untilHealthy({ id }: Pick<Service, "id">): Promise<void> {
  const state = await eventually(
    `container ${id.slice(0, 12)} is healthy`,
    async () => {
      const { State } = await inspectDocker<{ readonly State: ContainerState }>(id);
      return State.Health?.Status === "healthy" || State.Status === "exited" ? State : undefined;
    },
    { deadline: 120_000 },
  );
  if (state.Status === "exited") throw new Error(`the container ended:\n${await docker("logs", id)}`);
}
