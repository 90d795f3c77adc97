import { relative } from "node:path";
import type { Digest } from "../../../oci/digest.ts";
import type { MarkerEnvironment } from "./marker-environment.ts";

/** What a lock file of any format wants for one target: markers are evaluated, every version is exact. */
export interface Lock {
  /** Sorted by name, each name once. */
  readonly packages: readonly LockedPackage[];
  /** Where the lock itself says that packages come from. */
  readonly sources: LockSources;
}

/** One package as a lock file pins it. */
export interface LockedPackage {
  /** Normalised (PEP 503). */
  readonly name: string;
  readonly version: string;
  /** `file:line` for messages. */
  readonly where: string;
  /** A file of any other digest is refused. */
  readonly hashes: ReadonlySet<Digest>;
  /** Files that the lock knows by name; empty where only an index knows them, as for requirements files. */
  readonly files: readonly LockedFile[];
  /** Whether an index may be asked for it; direct URLs and local files come from nowhere else. */
  readonly indexed: boolean;
  /** Which kinds of files may be taken: `--only-binary` and `--no-binary` narrow it. */
  readonly accepts: "any" | "wheel" | "sdist";
}

/** One file of a package, as a lock file names it. */
export interface LockedFile {
  readonly filename: string;
  /** Absolute, `https:` or `file:`. Absent where the lock leaves the place to the index. */
  readonly url?: string | undefined;
  readonly digest: Digest;
  /** Bytes. */
  readonly size?: number | undefined;
}

/** Where a lock file wants its packages from. */
export interface LockSources {
  /** `--index-url` of a requirements file, or the registry a lock was made from. */
  readonly index?: LockLocation | undefined;
  readonly extraIndexes: readonly LockLocation[];
  /** Folders and pages that list files. */
  readonly findLinks: readonly LockLocation[];
  /** `--no-index`: only `findLinks` count. */
  readonly noIndex: boolean;
}

/** An index, a page or a folder that a lock file names. */
export interface LockLocation {
  /** Absolute URL, or absolute path. */
  readonly url: string;
  /** Where it was written, for messages. */
  readonly origin: string;
}

/** What a reader of a lock format is given. */
export interface LockRequest {
  /** Absolute path. */
  readonly file: string;
  /** Absolute path of the workspace. */
  readonly root: string;
  /** Absolute path of the target's folder. */
  readonly directory?: string | undefined;
  /** Absolute paths of the folders of the workspace that the target imports from. */
  readonly libs?: readonly string[] | undefined;
  readonly extras: readonly string[];
  readonly groups: readonly string[];
  readonly environment: MarkerEnvironment;
  /** For `${NAME}` in requirements files. */
  readonly env: NodeJS.ProcessEnv;
}

/** Sources of a lock that says nothing of them. */
export const noSources: LockSources = { extraIndexes: [], findLinks: [], noIndex: false };

/** `libs/base/requirements_lock.txt:12`, as messages name a place in the workspace. */
export function placeOf(request: { readonly root: string }, file: string, line?: number): string {
  const path = relative(request.root, file);
  const shown = path.startsWith("..") ? file : path;
  return line === undefined ? shown : `${shown}:${line}`;
}
