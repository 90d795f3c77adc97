import { hostPlatform, parsePlatform } from "../oci/platform.ts";
import {
  addressesOf,
  type Container,
  followLogs,
  startContainer,
  stopContainer,
  waitUntilHealthy,
} from "../runtimes/container.ts";
import { findEngine } from "../runtimes/find-engine.ts";
import { buildInto } from "./load.ts";
import { selectOne } from "./select.ts";
import type { Session } from "./session.ts";

/** What to start, and how it differs from the image's own defaults. */
export interface RunOptions {
  /** Name or label of a target. */
  readonly image: string;
  readonly args: readonly string[];
  readonly platform?: string | undefined;
  readonly engine?: string | undefined;
  readonly name?: string | undefined;
  /** `host:container`; each port of the image on the loopback interface where it is absent. */
  readonly publish?: readonly string[] | undefined;
  readonly env?: readonly string[] | undefined;
  readonly volume?: readonly string[] | undefined;
  readonly writable?: boolean | undefined;
  /** Returns once it is healthy and leaves it running. */
  readonly detach?: boolean | undefined;
  readonly onLine: (line: string) => void;
  readonly onReady: (ready: Ready) => void;
  /** It was asked to end, which may take ten seconds. */
  readonly onStop?: (() => void) | undefined;
  /** Aborted where even these are too many: the container is killed. */
  readonly insist?: AbortSignal | undefined;
}

/** A container that is up. */
export interface Ready {
  readonly state: "healthy" | "running";
  /** `http://127.0.0.1:8000`. */
  readonly addresses: readonly string[];
  readonly id: string;
}

/**
 * Builds, loads and starts an image, waits until it is healthy and follows its output until it ends or the session is
 * aborted; then removes it. Returns its exit status, 0 where it was stopped on request.
 */
export async function runImage(session: Session, options: RunOptions): Promise<number> {
  const engine = await findEngine(session.env, options.engine);
  const target = selectOne(session, options.image);
  const platforms = options.platform === undefined ? undefined : [parsePlatform(options.platform)];
  const request = { images: [options.image], platforms: platforms ?? [hostPlatform()] };
  const [image] = await buildInto(engine, session, request);
  if (!image) throw new TypeError(`${options.image} was not built`);
  const ports = target.definition.fields.ports ?? [];
  const publish = options.publish ?? ports.map((port) => `127.0.0.1:${port}:${port}`);
  const container = await startContainer(engine.name, {
    image: image.name,
    name: options.name,
    publish,
    env: options.env ?? [],
    volumes: options.volume ?? [],
    writable: options.writable ?? false,
    startPeriod: target.definition.fields.healthcheck?.startPeriod ?? "30s",
    args: options.args,
  });
  const addresses = await addressesOf(container);
  const ready = (state: Ready["state"]) => options.onReady({ state, addresses, id: container.id });
  const { signal } = session.tools;
  const attendance = { ready, signal, ...options };
  return options.detach ? detach(container, attendance) : attend(container, attendance);
}

interface Attendance extends Pick<RunOptions, "onLine" | "onStop" | "insist"> {
  readonly ready: (state: Ready["state"]) => void;
  readonly signal: AbortSignal | undefined;
}

/** Stays with a container until it ends or is to be stopped. */
async function attend(
  container: Container,
  { ready, onLine, onStop, insist, signal }: Attendance,
): Promise<number> {
  const logs = followLogs(container, onLine);
  let failure: unknown;
  try {
    ready(await waitUntilHealthy(container, signal));
    await Promise.race([logs, aborted(signal)]);
  } catch (error) {
    failure = error;
  }
  if (signal?.aborted) onStop?.();
  const status = await stopContainer(container, insist);
  await logs;
  if (signal?.aborted) return 0;
  if (failure !== undefined) throw failure;
  return status;
}

async function detach(container: Container, { ready, onStop, insist, signal }: Attendance): Promise<number> {
  try {
    ready(await waitUntilHealthy(container, signal));
    return 0;
  } catch (error) {
    if (signal?.aborted) onStop?.();
    await stopContainer(container, insist);
    throw error;
  }
}

function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve();
    signal?.addEventListener("abort", () => resolve(), { once: true });
  });
}
