import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { lastPartOf } from "./direct-file.ts";
import type { LockedFile, LockedPackage, LockRequest } from "./lock.ts";
import { malformedLock, unsupportedSource, withoutHashes } from "./lock-error.ts";
import { lockHash } from "./lock-hash.ts";
import { normalizeName } from "./name.ts";
import type { UvFile, UvPackage } from "./uv-lock-schema.ts";

/** The text of one kind of source, such as `registry` or `path`, where a package has it. */
export function sourceOf(entry: UvPackage, kind: string): string | undefined {
  const value = entry.source[kind];
  return typeof value === "string" ? value : undefined;
}

/** Where the sources of a package are that is a project in a folder, relative to the lock. */
export function folderOf(entry: UvPackage): string | undefined {
  return sourceOf(entry, "editable") ?? sourceOf(entry, "directory");
}

/** The files that a package of a `uv.lock` may be installed from. */
export function uvFiles(entry: UvPackage, request: LockRequest, where: string): LockedPackage {
  if ("git" in entry.source) throw unsupportedSource(entry.name, "a repository (git)", where);
  const name = normalizeName(entry.name);
  const version = entry.version;
  if (version === undefined) throw malformedLock(`${name} has no version`, where);
  const files = [...entry.wheels, ...(entry.sdist ? [entry.sdist] : [])].map((file) =>
    lockedFile(file, { entry, request, where }),
  );
  const indexed = sourceOf(entry, "registry") !== undefined;
  const hashes = new Set(files.map((file) => file.digest));
  return { name, version, where, hashes, files, indexed, accepts: "any" };
}

interface FileContext {
  readonly entry: UvPackage;
  readonly request: LockRequest;
  readonly where: string;
}

function lockedFile(file: UvFile, { entry, request, where }: FileContext): LockedFile {
  const digest = file.hash === undefined ? undefined : lockHash(file.hash, where);
  if (!digest) throw withoutHashes(entry.name, where);
  const url = urlOf(file, entry, request);
  const filename = file.filename ?? lastPartOf(url);
  return { filename, url, digest, size: file.size };
}

/** Paths of a source are relative to the lock, those of the files in a local registry are relative to it. */
function urlOf(file: UvFile, entry: UvPackage, request: LockRequest): string {
  const url = file.url ?? sourceOf(entry, "url");
  if (url !== undefined) return url;
  const place = sourceOf(entry, "path") ?? sourceOf(entry, "registry") ?? ".";
  return pathToFileURL(resolve(dirname(request.file), place, file.path ?? "")).href;
}
