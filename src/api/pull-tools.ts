import type { PullTools } from "../bases/registry/base-image.ts";
import type { RegistryClient } from "../registry/client/registry-client.ts";
import { registryClient } from "./registry-client.ts";
import type { Session } from "./session.ts";

/** What bases of a registry are brought with. The client is opened by the first who asks for it. */
export function pullTools(session: Pick<Session, "env" | "tools">): PullTools {
  let client: Promise<RegistryClient> | undefined;
  return {
    blobs: session.tools.blobs,
    client: () => {
      client ??= registryClient(session);
      return client;
    },
  };
}
