import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import * as v from "valibot";
import { UsageError } from "../../../core/error.ts";
import { didYouMean } from "../../../core/nearest.ts";
import { directFileOf, lastPartOf } from "./direct-file.ts";
import {
  type Lock,
  type LockedFile,
  type LockedPackage,
  type LockRequest,
  noSources,
  placeOf,
} from "./lock.ts";
import { malformedLock, pythonUnsupported, unsupportedSource, withoutHashes } from "./lock-error.ts";
import { lockHash } from "./lock-hash.ts";
import { parseMarker } from "./marker.ts";
import type { MarkerEnvironment } from "./marker-environment.ts";
import { markerHolds } from "./marker-evaluation.ts";
import { normalizeName } from "./name.ts";
import { refuseUnpacked } from "./packed-project.ts";
import { type Pylock, type PylockFile, type PylockPackage, pylockSchema } from "./pylock-schema.ts";
import { versionSatisfies } from "./specifier.ts";
import { readTomlLock } from "./toml-file.ts";

/** Reads a `pylock.toml` by the steps of PEP 751, "Installation". */
export async function readPylock(request: LockRequest): Promise<Lock> {
  const { content, where } = await readTomlLock(request, (toml) => v.parse(pylockSchema, toml));
  const place = placeOf(request, request.file);
  const environment = chosenEnvironment(content, request, place);
  const python = environment.variables.python_full_version ?? "";
  const packages = content.packages.flatMap((entry) => {
    if (entry.marker !== undefined && !markerHolds(parseMarker(entry.marker, place), environment)) return [];
    const at = where(entry.name, entry.version);
    const wanted = entry["requires-python"];
    if (!versionSatisfies(python, wanted)) throw pythonUnsupported(entry.name, wanted, python, at);
    if (!entry.directory) return [packageOf(entry, request, at)];
    const folder = resolve(dirname(request.file), entry.directory.path);
    refuseUnpacked({ name: entry.name, folder, where: at }, request);
    return [];
  });
  const index = content.packages.find((entry) => entry.index)?.index;
  return {
    packages,
    sources: { ...noSources, index: index === undefined ? undefined : { url: index, origin: place } },
  };
}

/** Checks that the lock is meant for the target, and adds the extras and groups that were chosen. */
function chosenEnvironment(lock: Pylock, request: LockRequest, place: string): MarkerEnvironment {
  const { environment } = request;
  const python = environment.variables.python_full_version ?? "";
  const wanted = lock["requires-python"];
  if (!versionSatisfies(python, wanted)) throw pythonUnsupported("the lock", wanted, python, place);
  const { environments } = lock;
  if (environments.length > 0 && !environments.some((m) => markerHolds(parseMarker(m, place), environment))) {
    throw malformedLock(
      `the lock is for other environments: ${environments.join(" or ")}`,
      place,
      "Lock for this platform too.",
    );
  }
  checkNames(request.extras, lock.extras, place);
  checkNames(request.groups, lock["dependency-groups"], place);
  // Some tools keep the project's own dependencies in a default group: what is chosen comes on top of it.
  const groups = new Set([...lock["default-groups"].map(normalizeName), ...environment.groups]);
  return { ...environment, groups };
}

function checkNames(chosen: readonly string[], known: readonly string[], place: string): void {
  const unknown = chosen.find((name) => !known.map(normalizeName).includes(normalizeName(name)));
  if (unknown === undefined) return;
  throw new UsageError(`the lock has no extra or group "${unknown}"`, {
    code: "UNKNOWN_GROUP",
    where: place,
    hint: didYouMean(unknown, known) || `It has: ${known.join(", ") || "none"}.`,
  });
}

function packageOf(entry: PylockPackage, request: LockRequest, where: string): LockedPackage {
  const name = normalizeName(entry.name);
  if (entry.vcs) throw unsupportedSource(name, "a repository", where);
  const listed = entry.archive ? [entry.archive] : [...entry.wheels, ...(entry.sdist ? [entry.sdist] : [])];
  const files = listed.map((file) => lockedFile(file, { name, request, where }));
  if (files.length === 0) throw malformedLock(`${name} has no files`, where);
  const version = entry.version ?? versionOf(files, where);
  const hashes = new Set(files.map((file) => file.digest));
  return { name, version, where, hashes, files, indexed: entry.archive === undefined, accepts: "any" };
}

/** The version may be left out where it could change; a file with a hash cannot. */
function versionOf(files: readonly LockedFile[], where: string): string {
  return directFileOf(files[0]?.filename ?? "", where).version;
}

interface FileContext {
  readonly name: string;
  readonly request: LockRequest;
  readonly where: string;
}

function lockedFile(file: PylockFile, { name, request, where }: FileContext): LockedFile {
  const sha256 = file.hashes.sha256;
  const digest = sha256 === undefined ? undefined : lockHash(`sha256:${sha256}`, where);
  if (!digest) throw withoutHashes(name, where);
  const url = file.url ?? (file.path === undefined ? undefined : localUrl(file.path, request));
  const filename = file.name ?? lastPartOf(url ?? "");
  return { filename, url, digest, size: file.size };
}

function localUrl(path: string, request: LockRequest): string {
  return pathToFileURL(resolve(dirname(request.file), path)).href;
}
