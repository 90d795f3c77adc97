import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type FileHandle, open, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { startCooper } from "./cooper.ts";
import { eventually } from "./eventually.ts";
import { type Owner, temporaryFolder } from "./workspace.ts";

/** A registry that tests may push to. */
export interface TestRegistry {
  /** `127.0.0.1:5055`. */
  readonly host: string;
  /** The lines of its access log so far, where it writes one. */
  readonly requests: () => Promise<readonly string[]>;
}

/** A `docker-registry` of our own. */
export interface DockerRegistry extends TestRegistry {
  /** Kills it as a crash would. */
  readonly kill: () => Promise<void>;
  /** Starts it again on the same port, over the same data. */
  readonly start: () => Promise<void>;
}

/** What a registry may have besides. */
export interface DockerRegistryOptions {
  /** Whether it wants a login: that of {@link registryLogin}. */
  readonly login?: boolean;
  /** Paths of a certificate and its key: it speaks TLS. */
  readonly tls?: { readonly certificate: string; readonly key: string } | undefined;
  /** Where it keeps its data, instead of a folder of its own. */
  readonly data?: string;
}

/** Who may use a registry with a login. */
export const registryLogin = { username: "cooper", password: "opensesame" };
const users = "cooper:$2b$04$abcdefghijklmnopqrstuuFuhxWRTXIsURoluSTZ1N4tYaWGn9oOi\n";

/** Starts the reference implementation, `docker-registry` 2.8, on a free port of loopback. It ends with its owner. */
export async function startDockerRegistry(
  owner: Owner,
  options: DockerRegistryOptions = {},
): Promise<DockerRegistry> {
  const folder = await temporaryFolder(owner);
  const host = `127.0.0.1:${await freePort()}`;
  const config = join(folder, "config.yml");
  await writeFile(join(folder, "htpasswd"), users);
  // JSON is YAML.
  await writeFile(config, JSON.stringify(configuration(folder, host, options)));
  const log = await open(join(folder, "log"), "a");
  let running = await startServing(config, log, host);
  owner.after(async () => {
    await end(running);
    await log.close();
  });
  return {
    host,
    kill: () => end(running),
    start: async () => {
      running = await startServing(config, log, host);
    },
    requests: async () => {
      const text = await readFile(join(folder, "log"), "utf8");
      return text.split("\n").filter((line) => / "[A-Z]+ \/v2\//.test(line));
    },
  };
}

function configuration(folder: string, host: string, { login, tls, data }: DockerRegistryOptions): unknown {
  const htpasswd = { realm: "cooper", path: join(folder, "htpasswd") };
  return {
    version: 0.1,
    storage: { filesystem: { rootdirectory: data ?? join(folder, "data") }, delete: { enabled: true } },
    http: { addr: host, ...(tls ? { tls } : {}) },
    ...(login ? { auth: { htpasswd } } : {}),
  };
}

async function startServing(config: string, log: FileHandle, host: string): Promise<ChildProcess> {
  const registry = spawn("docker-registry", ["serve", config], { stdio: ["ignore", log.fd, log.fd] });
  // Whoever wants TLS is answered 400 in the clear.
  await eventually(`${host} answers`, async () => (await fetch(`http://${host}/v2/`)).status < 500);
  return registry;
}

async function end(registry: ChildProcess): Promise<void> {
  if (registry.exitCode !== null || registry.signalCode !== null) return;
  const ended = once(registry, "close");
  registry.kill("SIGKILL");
  await ended;
}

/** Starts `cooper registry serve` over a store. It ends with its owner. */
export async function startCooperRegistry(owner: Owner, store?: string): Promise<TestRegistry> {
  const folder = await temporaryFolder(owner);
  const surroundings = { workspace: folder, store: store ?? join(folder, "store") };
  const served = startCooper(["registry", "serve", "--address", "127.0.0.1:0"], surroundings);
  owner.after(async () => {
    served.kill("SIGTERM");
    await served.ended;
  });
  const host = await eventually(
    "cooper registry serve says where it is",
    () => /127\.0\.0\.1:\d+/.exec(served.output())?.[0],
  );
  return { host, requests: async () => [] };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}
