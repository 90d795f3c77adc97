import { type Digest, digestOf } from "../../oci/digest.ts";

/** Releases of Debian that cooper knows the keys of. */
export type DebianRelease = "bookworm" | "trixie";

/** Why a dependency is left out: whoever needs it, or of one package alone, which can do without. */
export type Omission = string | { readonly of: string; readonly why: string };

/** The packages a recipe wants; what they depend on is found by resolving. */
export interface PackageRequest {
  /** Names the section of the lock file, such as `debian12/python3.11`. */
  readonly id: string;
  readonly release: DebianRelease;
  /** Names of binary packages. */
  readonly packages: readonly string[];
  /** Dependencies left out: why, by the name of the package. */
  readonly without: Readonly<Record<string, Omission>>;
  /** Debian's names: `amd64`, `arm64`. */
  readonly architectures: readonly string[];
}

/** Equal for requests that ask for the same packages, in whatever order and for whatever reason. */
export function digestOfRequest(request: PackageRequest): Digest {
  const { release, packages, without, architectures } = request;
  const sets = [packages, Object.keys(without), architectures].map((names) => [...new Set(names)].sort());
  return digestOf(JSON.stringify([release, ...sets]));
}
