import { UsageError } from "../core/error.ts";
import { parseReference } from "../oci/reference.ts";

/** Where the images of a workspace are published. Made by functions such as {@link ghcr}. */
export interface RegistryLocation {
  /** Registry and repository of an image: `ghcr.io/albeorla/todost` for `todost`. */
  repository(name: string): string;
}

/** How an image's path below the registry is made from its name: `(name) => `services/${name}``. */
export type RepositoryNaming = (name: string) => string;

const asItIs: RepositoryNaming = (name) => name;

/** Images below any registry and path, such as `registry.example:5000/team`; `{name}` unless `naming` says otherwise. Throws `BAD_REGISTRY`. */
export function registry(prefix: string, naming: RepositoryNaming = asItIs): RegistryLocation {
  const path = prefix.replace(/\/+$/, "").toLowerCase();
  checkPrefix(path);
  return { repository: (name) => `${path}/${naming(name)}` };
}

function checkPrefix(path: string): void {
  try {
    parseReference(`${path}/name`);
  } catch (cause) {
    throw new UsageError(`"${path}" is no registry with a path`, {
      code: "BAD_REGISTRY",
      cause,
      hint: 'Write the host and what is below it, such as "registry.example:5000/team".',
    });
  }
}

/** GitHub's registry: `ghcr.io/{owner}/{name}`. Owners are lower case there. */
export function ghcr(owner: string, naming?: RepositoryNaming): RegistryLocation {
  return registry(`ghcr.io/${owner}`, naming);
}

/** Docker Hub: `docker.io/{namespace}/{name}`. A namespace is a user or an organisation. */
export function dockerHub(namespace: string, naming?: RepositoryNaming): RegistryLocation {
  return registry(`docker.io/${namespace}`, naming);
}

/** Which registry of Amazon's. */
export interface EcrPlace {
  /** Twelve digits. */
  readonly account: string;
  /** Such as `eu-central-1`. */
  readonly region: string;
}

/** Amazon's registry: `{account}.dkr.ecr.{region}.amazonaws.com/{name}`; China has a domain of its own. */
export function ecr({ account, region }: EcrPlace, naming?: RepositoryNaming): RegistryLocation {
  const domain = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  return registry(`${account}.dkr.ecr.${region}.${domain}`, naming);
}

/** Which repository of Google's Artifact Registry. */
export interface GarPlace {
  readonly project: string;
  /** Such as `europe-west3`, or `europe` for several regions. */
  readonly location: string;
  /** The Artifact Registry repository, which holds many images. */
  readonly repository: string;
}

/** Google's Artifact Registry: `{location}-docker.pkg.dev/{project}/{repository}/{name}`. */
export function gar(
  { project, location, repository }: GarPlace,
  naming?: RepositoryNaming,
): RegistryLocation {
  // A project of a domain, `example.com:name`, is written with a slash.
  return registry(`${location}-docker.pkg.dev/${project.replace(":", "/")}/${repository}`, naming);
}

/** Registry and repository of an image, as text. Fails with `NO_REPOSITORY_NAME` where the configuration gives none. */
export function repositoryOf(name: string, location: RegistryLocation): string {
  const repository: unknown = location.repository(name);
  if (typeof repository === "string") return repository;
  throw new UsageError(`the registry of cooper.config.ts gives no text as the repository of ${name}`, {
    code: "NO_REPOSITORY_NAME",
    where: "cooper.config.ts",
    hint: "`repository(name)` returns registry and path, such as ghcr.io/owner/name. It cannot be async.",
  });
}

/**
 * The name an image has in the local engine: the one it will be published under, so that compose files and manifests
 * mean the same image before and after, or its bare name where the workspace has no registry. The tag is `latest`,
 * because that is what `docker run NAME` means.
 */
export function localImageName(name: string, location: RegistryLocation | undefined): string {
  return `${location ? repositoryOf(name, location) : name}:latest`;
}
