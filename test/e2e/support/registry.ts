import { spawn } from "node:child_process";
import { once } from "node:events";
import { open, readFile, writeFile } from "node:fs/promises";
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

/** Starts the reference implementation, `docker-registry` 2.8, with a folder of its own. It ends with its owner. */
export async function startDockerRegistry(owner: Owner): Promise<TestRegistry> {
  const folder = await temporaryFolder(owner);
  const host = `127.0.0.1:${await freePort()}`;
  const config = join(folder, "config.yml");
  const storage = { filesystem: { rootdirectory: join(folder, "data") }, delete: { enabled: true } };
  await writeFile(config, JSON.stringify({ version: 0.1, storage, http: { addr: host } }));
  const log = await open(join(folder, "log"), "w");
  const registry = spawn("docker-registry", ["serve", config], { stdio: ["ignore", log.fd, log.fd] });
  const ended = once(registry, "close");
  owner.after(async () => {
    registry.kill("SIGTERM");
    await ended;
    await log.close();
  });
  await untilServing(host);
  const requests = async () => {
    const text = await readFile(join(folder, "log"), "utf8");
    return text.split("\n").filter((line) => / "[A-Z]+ \/v2\//.test(line));
  };
  return { host, requests };
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

async function untilServing(host: string): Promise<void> {
  await eventually(`${host} answers`, async () =>
    (await fetch(`http://${host}/v2/`)).ok ? true : undefined,
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}
