/** Where the images of a workspace are published. Made by functions such as {@link ghcr}. */
export interface RegistryLocation {
  /** Registry and repository of an image: `ghcr.io/albeorla/todost` for `todost`. */
  repository(name: string): string;
}

/** Images below any registry and path, such as `registry.example:5000/team`. */
export function registry(prefix: string): RegistryLocation {
  const path = prefix.replace(/\/+$/, "").toLowerCase();
  return { repository: (name) => `${path}/${name}` };
}

/** GitHub's registry: `ghcr.io/{owner}/{name}`. Owners are lower case there. */
export function ghcr(owner: string): RegistryLocation {
  return registry(`ghcr.io/${owner}`);
}

/**
 * The name an image has in the local engine: the one it will be published under, so that compose files and manifests
 * mean the same image before and after, or its bare name where the workspace has no registry. The tag is `latest`,
 * because that is what `docker run NAME` means.
 */
export function localImageName(name: string, location: RegistryLocation | undefined): string {
  return `${location?.repository(name) ?? name}:latest`;
}
