import type { Digest } from "../../oci/digest.ts";
import type { ImageFacts } from "../../plan/facts.ts";

/** The name of the lock file, at the root of the workspace. */
export const lockFileName = "cooper.lock";

/** Which of Debian's archives a file comes from. Where that archive is, each machine knows for itself. */
export type ArchiveName = "debian" | "debian-security";

/** What `cooper lock` chose and every build uses. */
export interface LockFile {
  /** By the id of the package request, such as `debian12/python3.11`; variants of a base share one. */
  readonly bases: ReadonlyMap<string, LockedBase>;
  /** By the reference as a workspace writes it in full, such as `docker.io/library/alpine:3.19`. */
  readonly images: ReadonlyMap<string, LockedImage>;
  /** Keys of bases and images whose lines are not those that cooper wrote; absent where all are. */
  readonly edited?: ReadonlySet<string>;
}

/** The packages of one request, for each architecture. */
export interface LockedBase {
  /** Of the request that was resolved; another digest today means that the lock is stale. */
  readonly request: Digest;
  /** The signed Release files the packages were chosen from. */
  readonly releases: readonly LockedRelease[];
  /** Sorted by name, by Debian's name of the architecture: `amd64`, `arm64`. */
  readonly packages: ReadonlyMap<string, readonly LockedPackage[]>;
}

/** What a verified Release file said of itself. */
export interface LockedRelease {
  /** The codename of the suite, such as `bookworm-security`. */
  readonly suite: string;
  readonly archive: ArchiveName;
  /** When it was made, in RFC 3339: also a moment at which snapshot.debian.org has these packages. */
  readonly date: string;
  /** Fingerprints of the pinned keys whose signatures were good. */
  readonly signers: readonly string[];
}

/** One binary package. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** Its own: that of the base, or `all`. */
  readonly architecture: string;
  /** Name of the source package it was built from. */
  readonly source: string;
  readonly sha256: Digest;
  /** Bytes of the `.deb`. */
  readonly size: number;
  readonly archive: ArchiveName;
  /** Relative to the archive's root: `pool/main/o/openssl/libssl3_3.0.17-1~deb12u2_amd64.deb`. */
  readonly path: string;
}

/** An image of a registry that is a base. */
export interface LockedImage {
  /** Digest of the index, where the reference names one. */
  readonly index?: Digest | undefined;
  /** Digests of the manifests, by platform (`linux/amd64`). */
  readonly platforms: ReadonlyMap<string, Digest>;
  /** What its layers hold, by platform: known from locking, so that builds need not fetch them. */
  readonly contents: ReadonlyMap<string, LockedContents>;
}

/** What was found in the layers of an image. */
export interface LockedContents {
  /** Bytes of all files of each layer, lowest first. */
  readonly sizes: readonly number[];
  readonly facts: ImageFacts;
}
