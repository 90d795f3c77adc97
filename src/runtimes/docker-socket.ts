import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CooperError } from "../core/error.ts";
import { homeFolder } from "../core/home-folder.ts";
import { digestOf, hexOf } from "../oci/digest.ts";

/** How to reach a Docker engine: a Unix socket, or a host without TLS. */
export type DockerAddress =
  | { readonly socketPath: string }
  | { readonly host: string; readonly port: number };

/**
 * Where this machine's Docker listens, as the docker command finds it: `DOCKER_HOST`, else the context of
 * `DOCKER_CONTEXT` or of `~/.docker/config.json`, else `/var/run/docker.sock`.
 */
export function dockerAddress(env: NodeJS.ProcessEnv): DockerAddress {
  return parseAddress(env.DOCKER_HOST || contextHost(env) || "unix:///var/run/docker.sock");
}

function parseAddress(text: string): DockerAddress {
  const url = URL.parse(text);
  if (url?.protocol === "unix:") return { socketPath: decodeURIComponent(url.pathname) };
  if (url?.protocol === "tcp:" || url?.protocol === "http:") {
    return { host: url.hostname, port: Number(url.port || 2375) };
  }
  throw new CooperError(
    `cooper cannot speak to a Docker engine at "${text}": an address begins with unix:// or tcp://`,
    {
      code: "DOCKER_ADDRESS",
      hint: "Use a unix:// or tcp:// address in DOCKER_HOST, or write an archive with `cooper build --output`.",
    },
  );
}

/** Source: docker/cli, cli/context/store: metadata lies under the sha256 of the context's name. */
function contextHost(env: NodeJS.ProcessEnv): string | undefined {
  const folder = env.DOCKER_CONFIG || join(homeFolder(env), ".docker");
  const name =
    env.DOCKER_CONTEXT || (readJson(join(folder, "config.json"))?.currentContext as string | undefined);
  if (!name || name === "default") return undefined;
  const meta = readJson(join(folder, "contexts", "meta", hexOf(digestOf(name)), "meta.json"));
  const endpoints = meta?.Endpoints as { docker?: { Host?: string } } | undefined;
  return endpoints?.docker?.Host;
}

function readJson(file: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
