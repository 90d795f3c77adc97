import { spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { CooperError } from "../core/error.ts";
import { run, tryRun } from "../core/process.ts";
import type { Engine } from "./engine.ts";

/** What `cooper run` starts. */
export interface ContainerRequest {
  /** Name or ID of an image that the engine has. */
  readonly image: string;
  readonly name?: string | undefined;
  /** As the engine's `--publish` takes them: `127.0.0.1:8000:8000`. */
  readonly publish: readonly string[];
  readonly env: readonly string[];
  readonly volumes: readonly string[];
  /** Whether the root file system can be written to. `/tmp` always can. */
  readonly writable: boolean;
  /** How long failures of the health check count as starting: `30s`. */
  readonly startPeriod: string;
  /** Arguments instead of the image's own. */
  readonly args: readonly string[];
}

/** A container that was started. It is removed when it ends. */
export interface Container {
  readonly engine: Engine["name"];
  readonly id: string;
}

/**
 * Starts a container in the background, with less power than the engine's defaults give it. Of one that cannot start
 * nothing is left. Fails with `CONTAINER_REFUSED` and what the engine says.
 */
export async function startContainer(engine: Engine["name"], request: ContainerRequest): Promise<Container> {
  const id = await ask(engine, ["create", ...flags(request), request.image, ...request.args]);
  try {
    await ask(engine, ["start", id]);
  } catch (error) {
    await tryRun(engine, ["rm", "--force", id]);
    throw error;
  }
  return { engine, id };
}

async function ask(engine: Engine["name"], args: readonly string[]): Promise<string> {
  const hint = `cooper run starts containers through the program ${engine}: install it, or name another --engine.`;
  const { status, stdout, stderr } = await tryRun(engine, args, { hint });
  if (status === 0) return stdout.trim();
  // What follows the first line is about the engine's own --help.
  throw refusal(engine, (stderr.trim().split("\n")[0] ?? "").replace(/^(?:docker|Error[\w ]*): /, ""));
}

function refusal(engine: Engine["name"], said: string): CooperError {
  const [, hint] = remedies.find(([pattern]) => pattern.test(said)) ?? [];
  return new CooperError(`${engine} does not start the container: ${said}`, {
    code: "CONTAINER_REFUSED",
    hint,
  });
}

const remedies = [
  [
    /address already in use|port is already allocated/i,
    "Publish another port: cooper run --publish 8080:8000 NAME",
  ],
  [/\bname\b.* in use/i, "Choose another --name, or remove that container."],
] as const;

function flags(request: ContainerRequest): string[] {
  const each = (flag: string, values: readonly string[]) => values.flatMap((value) => [flag, value]);
  return [
    "--security-opt=no-new-privileges",
    "--cap-drop=ALL",
    "--health-interval=1s",
    `--health-start-period=${request.startPeriod}`,
    ...(request.name ? ["--name", request.name] : []),
    ...(request.writable ? [] : ["--read-only", "--tmpfs=/tmp:mode=1777"]),
    ...each("--publish", request.publish),
    ...each("--env", request.env),
    ...each("--volume", request.volumes),
  ];
}

/** Where the published TCP ports of a container are reached from this machine: `http://127.0.0.1:8000`. */
export async function addressesOf({ engine, id }: Container): Promise<readonly string[]> {
  const { stdout } = await tryRun(engine, ["port", id]);
  const ports = stdout.matchAll(/^\d+\/tcp -> ([\d.]+):(\d+)$/gm);
  return [...ports].map(([, host, port]) => `http://${host === "0.0.0.0" ? "127.0.0.1" : host}:${port}`);
}

interface State {
  readonly Status: string;
  readonly ExitCode: number;
  readonly Health?: { readonly Status?: string; readonly Log?: readonly { readonly Output: string }[] };
}

/**
 * Resolves with `healthy`, or with `running` where the image has no health check. Fails with `CONTAINER_ENDED` or
 * `UNHEALTHY`, and tells what the health check said last.
 */
export async function waitUntilHealthy(
  container: Container,
  signal?: AbortSignal,
): Promise<"healthy" | "running"> {
  for (;;) {
    const state = await stateOf(container);
    if (state.Status === "exited" || state.Status === "dead") throw ended(container, state);
    const health = await healthOf(container, state);
    if (health === "healthy") return "healthy";
    if (health === "none") return "running";
    if (health === "unhealthy") throw unhealthy(container, state);
    await delay(100, undefined, signal ? { signal } : {});
  }
}

/** Podman runs health checks by systemd timers, which are often not there: ask it to run one now. */
async function healthOf(container: Container, state: State): Promise<string> {
  const status = state.Health?.Status || "none";
  if (container.engine !== "podman" || status === "none") return status;
  const { status: exit } = await tryRun("podman", ["healthcheck", "run", container.id]);
  return exit === 0 ? "healthy" : "starting";
}

async function stateOf({ engine, id }: Container): Promise<State> {
  const { stdout } = await run(engine, ["inspect", "--format", "{{json .State}}", id]);
  return JSON.parse(stdout) as State;
}

function ended(container: Container, state: State): CooperError {
  return new CooperError(`the container ended with status ${state.ExitCode} before it was healthy`, {
    code: "CONTAINER_ENDED",
    where: container.id.slice(0, 12),
    hint: "Its output above says why. A service must stay in the foreground.",
  });
}

function unhealthy(container: Container, state: State): CooperError {
  const said = state.Health?.Log?.at(-1)?.Output.trim() ?? "";
  return new CooperError(`the container is unhealthy: ${said || "the health check failed"}`, {
    code: "UNHEALTHY",
    where: container.id.slice(0, 12),
    hint: "Compare `healthcheck` in image.ts with the port and path that the service really serves.",
  });
}

/** Hands every line the container prints to `onLine`; resolves when it has ended. */
export async function followLogs({ engine, id }: Container, onLine: (line: string) => void): Promise<void> {
  const child = spawn(engine, ["logs", "--follow", id], { stdio: ["ignore", "pipe", "pipe"] });
  const streams = [child.stdout, child.stderr].map(async (input) => {
    for await (const line of createInterface({ input })) onLine(line);
  });
  await Promise.all(streams);
}

/**
 * Asks the container to end, kills it after ten seconds or when `insist` is aborted, removes it. Returns its exit
 * status.
 */
export async function stopContainer({ engine, id }: Container, insist?: AbortSignal): Promise<number> {
  // At once: the process may end when the listeners of the signal have returned.
  insist?.addEventListener("abort", () => spawnSync(engine, ["rm", "--force", id]), { once: true });
  await tryRun(engine, ["stop", id]);
  const { stdout } = await tryRun(engine, ["inspect", "--format", "{{.State.ExitCode}}", id]);
  await tryRun(engine, ["rm", "--force", id]);
  return Number.parseInt(stdout, 10) || 0;
}
