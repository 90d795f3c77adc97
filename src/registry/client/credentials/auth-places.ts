import { join } from "node:path";
import { homeFolder } from "../../../core/home-folder.ts";

/** A file that may hold logins. */
export interface AuthPlace {
  readonly path: string;
  /** For messages: `~` stands for the home folder. */
  readonly name: string;
}

/** Where Docker and podman keep logins, the place that wins first. Logins are written to the first. */
export function authPlaces(env: NodeJS.ProcessEnv): readonly [AuthPlace, ...AuthPlace[]] {
  const home = homeFolder(env);
  const docker = join(env.DOCKER_CONFIG ?? join(home, ".docker"), "config.json");
  const podman = [env.XDG_RUNTIME_DIR, env.XDG_CONFIG_HOME ?? join(home, ".config")]
    .filter((folder) => folder !== undefined)
    .map((folder) => join(folder, "containers", "auth.json"));
  const named = (path: string): AuthPlace => ({ path, name: short(path, home) });
  const usual = podman.map(named);
  return env.REGISTRY_AUTH_FILE
    ? [named(env.REGISTRY_AUTH_FILE), named(docker), ...usual]
    : [named(docker), ...usual];
}

function short(path: string, home: string): string {
  return path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}
