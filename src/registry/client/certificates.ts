import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { codeOf } from "../../core/error.ts";

/**
 * The certificates to trust for a registry besides Node's own: those of `SSL_CERT_FILE`, and the `ca.crt` that Docker
 * and podman keep for it. `NODE_EXTRA_CA_CERTS` is Node's own matter.
 */
export async function certificatesFor(registry: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const home = env.HOME ?? homedir();
  const folders = [
    join(env.DOCKER_CONFIG ?? join(home, ".docker"), "certs.d"),
    join(env.XDG_CONFIG_HOME ?? join(home, ".config"), "containers", "certs.d"),
    "/etc/docker/certs.d",
    "/etc/containers/certs.d",
  ];
  const files = folders.map((folder) => join(folder, registry, "ca.crt"));
  const named = env.SSL_CERT_FILE ? [env.SSL_CERT_FILE] : [];
  const found = await Promise.all([...named, ...files].map(readIfThere));
  const texts = found.filter((text) => text !== undefined);
  return texts.length === 0 ? undefined : texts.join("\n");
}

/** Folders of another user and files that are not there are no reason to fail: TLS says what it lacks. */
async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (["ENOENT", "EACCES", "ENOTDIR", "EISDIR"].includes(codeOf(error) ?? "")) return undefined;
    throw error;
  }
}
