import type { Digest } from "../oci/digest.ts";

/** What an image offers to whatever is built on it: known from the recipe or the lower target, not found by looking. */
export interface ImageFacts {
  /** As `/etc/os-release` says: `debian` and `12`. */
  readonly os?: { readonly id: string; readonly version: string } | undefined;
  /** Which C library programs find there: `glibc` and `2.36`. */
  readonly libc?: { readonly family: "glibc" | "musl"; readonly version: string } | undefined;
  readonly python?: PythonFacts | undefined;
  /** The folders in which the base looks for programs: its `PATH`. */
  readonly path?: string | undefined;
}

/** The Python of an image. */
export interface PythonFacts {
  /** Full version, such as `3.11.2`. */
  readonly version: string;
  /** Absolute path of the interpreter in the image. */
  readonly executable: string;
  /** What lower images have installed already, so that it is not installed again. */
  readonly distributions: readonly InstalledDistribution[];
  /** Root of the venv which lower images made, where they did. */
  readonly venv?: string | undefined;
}

/** A distribution package of Python, as its metadata describes it. */
export interface InstalledDistribution {
  /** Normalised (PEP 503). */
  readonly name: string;
  readonly version: string;
  /** `Requires-Dist` lines of its metadata, for the check that everything it needs is there. */
  readonly requires: readonly string[];
  /** The archive from which cooper installed it: for the check that no two packages write one file differently. */
  readonly wheel?: { readonly filename: string; readonly digest: Digest; readonly size: number } | undefined;
}
