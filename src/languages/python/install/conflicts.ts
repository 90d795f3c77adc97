import { CooperError } from "../../../core/error.ts";
import { parentsOf } from "../../../core/parents.ts";

/** A package, or the venv itself, with what it puts where. */
export interface FileOwner {
  /** For people: `requests 2.32.0`. */
  readonly name: string;
  readonly files: Iterable<OwnedFile>;
}

/** A path and what lies there. */
export interface OwnedFile {
  /** Absolute path in the image. */
  readonly path: string;
  /** Equal exactly where the bytes are equal. */
  readonly identity: string;
}

interface Claim {
  readonly owner: string;
  readonly identity: string;
}

/**
 * Refuses two packages that write one path differently, and a file where another package needs a folder, with
 * `FILE_CONFLICT`. Equal bytes at one path are fine: namespace packages bring the same `__init__.py`.
 */
export function refuseConflicts(owners: Iterable<FileOwner>): void {
  const claims = new Map<string, Claim>();
  for (const owner of owners) {
    for (const { path, identity } of owner.files) {
      const other = claims.get(path);
      if (other && other.identity !== identity) throw conflict(path, other.owner, owner.name);
      claims.set(path, other ?? { owner: owner.name, identity });
    }
  }
  refuseFilesAsFolders(claims);
}

function refuseFilesAsFolders(claims: ReadonlyMap<string, Claim>): void {
  const folders = new Set<string>();
  for (const [path, { owner }] of claims) {
    for (const folder of parentsOf(path)) {
      if (folders.has(folder)) break;
      const file = claims.get(folder);
      if (file) throw conflict(folder, file.owner, owner);
      folders.add(folder);
    }
  }
}

function conflict(path: string, first: string, second: string): CooperError {
  const message =
    first === second
      ? `${first} wants ${path} as two different things`
      : `${first} and ${second} both install ${path}, each with other content`;
  return new CooperError(message, {
    code: "FILE_CONFLICT",
    where: path,
    hint: "Whichever came last would break the other. Take one of them out of the lock file, or lock versions that agree.",
  });
}
