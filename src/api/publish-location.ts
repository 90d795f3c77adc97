import { UsageError } from "../core/error.ts";
import { type RegistryLocation, registry } from "../workspace/registry-location.ts";
import type { Session } from "./session.ts";

/** Where somebody wants images to go. */
export interface PublishPlace {
  /** To the development repository of the workspace: `environments.dev`. */
  readonly dev?: boolean | undefined;
  /** Host and path, such as `registry.example:5000/team`, instead of what the workspace says. */
  readonly registry?: string | undefined;
}

/** Where images go; nothing where the workspace names no registry: then it is the store's own. Throws `NO_DEV_REGISTRY`. */
export function publishLocation(
  { workspace }: Pick<Session, "workspace">,
  place: PublishPlace,
): RegistryLocation | undefined {
  const { environments, registry: usual } = workspace.config;
  if (place.registry !== undefined) return registry(place.registry);
  if (!place.dev) return usual;
  if (environments?.dev) return environments.dev;
  throw new UsageError("the workspace names no development repository", {
    code: "NO_DEV_REGISTRY",
    hint: 'Write environments: { dev: ghcr("owner/dev") } in cooper.config.ts, or name one with --registry.',
  });
}
