import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { join } from "node:path";
import { eventually } from "./eventually.ts";

/** A `docker-registry` of our own. */
export interface DockerRegistry {
  /** `127.0.0.1:<port>` */
  readonly host: string;
  /** Kills it as a crash would. */
  kill(): Promise<void>;
  /** Starts it again over the same data. */
  start(): Promise<void>;
}

/** The password of `cooper` in a registry with logins. */
export const password = "opensesame";
const users = "cooper:$2b$04$abcdefghijklmnopqrstuuFuhxWRTXIsURoluSTZ1N4tYaWGn9oOi\n";

/** Starts Docker's registry on a free port with its data in a folder, with a login where asked. */
export async function dockerRegistry(
  folder: string,
  options: { login?: boolean } = {},
): Promise<DockerRegistry> {
  const host = `127.0.0.1:${await freePort()}`;
  const passwords = join(folder, "htpasswd");
  await writeFile(passwords, users);
  const config = {
    version: 0.1,
    log: { level: "error", accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(folder, "data") }, delete: { enabled: true } },
    http: { addr: host },
    ...(options.login ? { auth: { htpasswd: { realm: "cooper", path: passwords } } } : {}),
  };
  const path = join(folder, "config.json");
  // JSON is YAML.
  await writeFile(path, JSON.stringify(config));
  let child: ChildProcess | undefined;
  const start = async () => {
    child = spawn("docker-registry", ["serve", path], { stdio: "ignore" });
    await eventually(`${host} answers`, async () => (await fetch(`http://${host}/v2/`)).status < 500);
  };
  const kill = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  };
  await start();
  return { host, start, kill };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
