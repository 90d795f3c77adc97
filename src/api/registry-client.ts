import type { RegistryClient } from "../registry/client/registry-client.ts";
import type { Session } from "./session.ts";

/** The client of registries, with the logins of this machine. */
export async function registryClient({
  env,
  tools,
}: Pick<Session, "env"> & {
  readonly tools: Pick<Session["tools"], "signal" | "progress">;
}): Promise<RegistryClient> {
  const { openRegistry } = await import("../registry/client/open-registry.ts");
  return openRegistry({ env, signal: tools.signal, progress: tools.progress });
}
