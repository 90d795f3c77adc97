import { UsageError } from "../core/error.ts";
import { didYouMean } from "../core/nearest.ts";
import { parseReference, type RepositoryName } from "../oci/reference.ts";
import type { Place } from "../release/promote/promote.ts";
import { type RegistryLocation, repositoryOf } from "../workspace/registry-location.ts";
import type { Session } from "./session.ts";

/** Where an environment has an image. Throws `NO_ENVIRONMENT`. */
export function placeOf(session: Session, image: string, environment: string): Place {
  const { environments = {} } = session.workspace.config;
  const location = environments[environment];
  if (location) return { environment, repository: repositoryIn(location, image) };
  const names = Object.keys(environments);
  throw new UsageError(`there is no environment ${environment}`, {
    code: "NO_ENVIRONMENT",
    hint:
      names.length === 0
        ? 'Name them in cooper.config.ts: environments: { dev: ghcr("owner/dev"), prod: ghcr("owner") }.'
        : didYouMean(environment, names) || `cooper.config.ts names ${names.join(", ")}.`,
  });
}

/** The repository of an image. */
export function repositoryIn(location: RegistryLocation, image: string): RepositoryName {
  const { registry, repository } = parseReference(repositoryOf(image, location));
  return { registry, repository };
}
