import type { TestContext } from "node:test";
import type { Credential } from "../credential.ts";
import { openRegistry } from "../open-registry.ts";
import type { RegistryClient } from "../registry-client.ts";
import { QuickTiming } from "./quick-timing.ts";
import { type ScriptedRegistry, type Step, scriptedRegistry } from "./scripted-registry.ts";

/** A client, and the registry that plays its part by a script. */
export interface ScriptedClient {
  readonly client: RegistryClient;
  readonly timing: QuickTiming;
  readonly registry: ScriptedRegistry;
  /** `team/app` of the scripted registry. */
  readonly repository: { readonly registry: string; readonly repository: string };
}

/** A client without logins, or with the one given, that speaks to a scripted registry. */
export async function scriptedClient(
  t: TestContext,
  steps: readonly Step[],
  credential?: Credential,
): Promise<ScriptedClient> {
  const registry = await scriptedRegistry(t, steps);
  const timing = new QuickTiming();
  const credentials = { find: async () => credential && { credential, source: "~/.docker/config.json" } };
  const client = openRegistry({ env: {}, credentials }, timing);
  return { client, timing, registry, repository: { registry: registry.host, repository: "team/app" } };
}
