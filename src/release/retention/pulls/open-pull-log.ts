import { basicAuthorization } from "../../../core/login.ts";
import type { RepositoryName } from "../../../oci/reference.ts";
import { certificatesFor } from "../../../registry/client/certificates.ts";
import type { CredentialStore, FoundCredential } from "../../../registry/client/credential.ts";
import { credentialsOf } from "../../../registry/client/credentials/credentials.ts";
import { originOf, plainHosts } from "../../../registry/client/origin.ts";
import { kindOf } from "../../../registry/client/registry-kind.ts";
import { dockerHubPulls, hubAuthorization } from "./docker-hub-pulls.ts";
import { harborPulls, isHarbor } from "./harbor-pulls.ts";
import type { PullLog } from "./pull-times.ts";
import type { RegistryApi } from "./registry-api.ts";

/** How to reach the APIs of registries. */
export interface PullLogOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly credentials?: CredentialStore | undefined;
  readonly signal?: AbortSignal | undefined;
  /** The address of Docker Hub's API. */
  readonly hub?: string | undefined;
}

/** Of the registries that cooper knows, Docker Hub and Harbor tell in their own APIs when images were pulled. */
export function openPullLog(options: PullLogOptions): PullLog {
  const { env, hub = "https://hub.docker.com" } = options;
  return async (repository) => {
    const kind = kindOf(repository.registry);
    if (kind !== "docker-hub" && kind !== "other") return undefined;
    const [api, found] = await open(repository, options);
    const password = found?.credential.kind === "password" ? found.credential : undefined;
    if (kind === "docker-hub") {
      const url = new URL(hub);
      const authorization = password && (await hubAuthorization(url, password, api));
      return dockerHubPulls(url, repository, { ...api, authorization });
    }
    const origin = originOf(repository.registry, plainHosts(env));
    if (!(await isHarbor(origin, api))) return undefined;
    return harborPulls(origin, repository, {
      ...api,
      authorization: password && basicAuthorization(password),
    });
  };
}

/** What both need: who asks, whom to trust, and the login, though not yet in the form that the API takes. */
async function open(
  { registry, repository }: RepositoryName,
  { env, signal, credentials = credentialsOf(env) }: PullLogOptions,
): Promise<[RegistryApi, FoundCredential | undefined]> {
  const [found, ca] = await Promise.all([
    credentials.find(registry, repository),
    certificatesFor(registry, env),
  ]);
  const password = found?.credential.kind === "password" ? [found.credential.password] : [];
  const identity = { registry, source: found?.source ?? "none", secrets: password };
  return [{ identity, ca, signal }, found];
}
