import { join } from "node:path";
import { homeFolder } from "../../core/home-folder.ts";
import { readOptional } from "../../core/optional-file.ts";

/** The certificates to trust for one registry besides those for all hosts: the `ca.crt` that Docker and podman keep. */
export async function certificatesFor(registry: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const home = homeFolder(env);
  const folders = [
    join(env.DOCKER_CONFIG ?? join(home, ".docker"), "certs.d"),
    join(env.XDG_CONFIG_HOME ?? join(home, ".config"), "containers", "certs.d"),
    "/etc/docker/certs.d",
    "/etc/containers/certs.d",
  ];
  const files = folders.map((folder) => join(folder, registry, "ca.crt"));
  const found = await Promise.all(files.map(readOptional));
  const texts = found.filter((text) => text !== undefined);
  return texts.length === 0 ? undefined : texts.join("\n");
}
