import type { ImageSettings } from "../oci/image-settings.ts";
import { healthConfig } from "./healthcheck.ts";
import type { Target } from "./target.ts";

/** What a target's own fields say of its config: the last word, above the base and the language. */
export function ownConfig({ definition }: Target): ImageSettings {
  const { entrypoint, args, env, labels, user, workdir, ports } = definition.fields;
  const healthcheck = healthConfig(definition);
  return { entrypoint, cmd: args, env, labels, user, workdir, ports, healthcheck };
}
