import type { DebianRelease, Omission, PackageRequest } from "../debian/package-request.ts";
import type { FileRules } from "./file-rules.ts";

/** What the variants of a base have in common: packages of Debian, and which of their files. */
export interface Family {
  /** Such as `distroless_python311`; its recipes are this name and the name of a variant. */
  readonly name: string;
  /** Names the packages in the lock file. */
  readonly id: string;
  readonly release: DebianRelease;
  /** What is asked for by name; what these packages depend on comes along. */
  readonly packages: readonly string[];
  /** Dependencies that are left out: why, by the name of the package. */
  readonly without: Readonly<Record<string, Omission>>;
  readonly files: FileRules;
  readonly env: Readonly<Record<string, string>>;
  readonly entrypoint?: readonly string[] | undefined;
  /** Debian's name of the interpreter's package, such as `python3.11`. */
  readonly python?: string | undefined;
}

/** The package that the debug variants have besides. */
export const debugPackage = "busybox-static";

/** The folder at the root in which that shell is, as in distroless images. */
export const shellFolder = "busybox";

/** What to lock for a family. The shell is always part of it, so that all variants share one section of the lock. */
export function packageRequest(family: Family, architectures: readonly string[]): PackageRequest {
  const { id, release, packages, without } = family;
  return { id, release, packages: [...packages, debugPackage], without, architectures };
}
