import { dirname, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import * as v from "valibot";
import { UsageError } from "../../../core/error.ts";
import { didYouMean } from "../../../core/nearest.ts";
import { type Lock, type LockedPackage, type LockRequest, noSources, placeOf } from "./lock.ts";
import { malformedLock, pythonUnsupported } from "./lock-error.ts";
import { parseMarker } from "./marker.ts";
import type { MarkerEnvironment } from "./marker-environment.ts";
import { markerHolds } from "./marker-evaluation.ts";
import { normalizeName } from "./name.ts";
import { refuseUnpacked } from "./packed-project.ts";
import { versionSatisfies } from "./specifier.ts";
import { readTomlLock, type TomlLock } from "./toml-file.ts";
import { type UvDependency, type UvLock, type UvPackage, uvLockSchema } from "./uv-lock-schema.ts";
import { folderOf, sourceOf, uvFiles } from "./uv-lock-source.ts";

/**
 * Reads a `uv.lock`: what the project needs, its chosen extras and groups, and all that these need in turn on the
 * target. The project itself is not among the packages: its files are the application's.
 */
export async function readUvLock(request: LockRequest): Promise<Lock> {
  const lock = await readTomlLock(request, (toml) => v.parse(uvLockSchema, toml));
  const wanted = lock.content["requires-python"];
  const python = request.environment.variables.python_full_version ?? "";
  const place = placeOf(request, request.file);
  if (!versionSatisfies(python, wanted)) throw pythonUnsupported("the lock", wanted, python, place);
  const root = projectOf(lock.content, request, place);
  const found = walk(root, lock, request);
  const packages = found.flatMap((entry) => installed(entry, lock, request));
  return { packages, sources: { ...noSources, index: registryOf(found, place) } };
}

/** What is installed for a package: nothing for a project in a folder, whose sources are packed. */
function installed(entry: UvPackage, lock: TomlLock<UvLock>, request: LockRequest): LockedPackage[] {
  const { name } = entry;
  const where = lock.where(name, entry.version);
  const path = folderOf(entry);
  if (path === undefined) return [uvFiles(entry, request, where)];
  refuseUnpacked({ name, folder: resolve(dirname(request.file), path), where }, request);
  return [];
}

/** The member of the workspace that lives in the target's folder, else the project beside the lock. */
function projectOf(lock: UvLock, request: LockRequest, place: string): UvPackage {
  const home = dirname(request.file);
  const members = lock.package.flatMap((entry) => {
    const path = sourceOf(entry, "virtual") ?? folderOf(entry);
    return path === undefined ? [] : [{ entry, directory: resolve(home, path) }];
  });
  const at = (directory: string | undefined) => members.find((member) => member.directory === directory);
  const member = at(request.directory) ?? at(home) ?? (members.length === 1 ? members[0] : undefined);
  if (member) return member.entry;
  const names = members.map(({ entry }) => entry.name).join(", ");
  throw malformedLock(
    "the lock names no project for this target",
    place,
    names ? `Put the image.ts into the folder of one of its members: ${names}.` : "Run `uv lock` again.",
  );
}

function walk(root: UvPackage, lock: TomlLock<UvLock>, request: LockRequest): UvPackage[] {
  const environment = withConflictNames(root.name, request);
  const seen = new Set<string>();
  const found = new Set<UvPackage>();
  const visit = (dependency: UvDependency, from: UvPackage) => {
    if (!holds(dependency.marker, environment)) return;
    const entry = select(dependency, lock, environment, from);
    enter(entry, dependency.extra);
  };
  const enter = (entry: UvPackage, extras: readonly string[]) => {
    const virtual = sourceOf(entry, "virtual") !== undefined;
    if (entry !== root && !virtual) found.add(entry);
    const optional = new Map(Object.entries(entry["optional-dependencies"]));
    for (const part of ["", ...extras]) {
      const key = `${entry.name} ${entry.version} ${part}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const needed = part === "" ? entry.dependencies : (optional.get(part) ?? []);
      for (const dependency of needed) visit(dependency, entry);
    }
  };
  enter(root, pick(request.extras, root["optional-dependencies"], { kind: "extra", root, lock }));
  for (const group of pick(request.groups, root["dev-dependencies"], { kind: "group", root, lock })) {
    for (const dependency of root["dev-dependencies"][group] ?? []) visit(dependency, root);
  }
  return [...found];
}

interface PickContext {
  readonly kind: "extra" | "group";
  readonly root: UvPackage;
  readonly lock: TomlLock<UvLock>;
}

/** The spelling which the lock has for the chosen extras or groups. */
function pick(
  chosen: readonly string[],
  known: Readonly<Record<string, unknown>>,
  context: PickContext,
): string[] {
  const { kind, root, lock } = context;
  return chosen.map((name) => {
    const spelling = Object.keys(known).find((candidate) => normalizeName(candidate) === normalizeName(name));
    if (spelling !== undefined) return spelling;
    throw new UsageError(`${root.name} has no ${kind} "${name}"`, {
      code: "UNKNOWN_GROUP",
      where: lock.where(root.name),
      hint: didYouMean(name, Object.keys(known)) || `It has: ${Object.keys(known).join(", ") || "none"}.`,
    });
  });
}

/** uv tells extras and groups that exclude each other apart by names such as `extra-4-demo-cpu`. */
function withConflictNames(project: string, { environment, extras, groups }: LockRequest): MarkerEnvironment {
  const name = normalizeName(project);
  const encode = (kind: string) => (item: string) => `${kind}-${name.length}-${name}-${normalizeName(item)}`;
  const encoded = [...extras.map(encode("extra")), ...groups.map(encode("group"))];
  return { ...environment, extras: new Set([...environment.extras, ...encoded]) };
}

function holds(marker: string | undefined, environment: MarkerEnvironment): boolean {
  return marker === undefined || markerHolds(parseMarker(marker), environment);
}

/** Of several packages of one name, the dependency says version and index, or the fork's markers decide. */
function select(
  dependency: UvDependency,
  lock: TomlLock<UvLock>,
  environment: MarkerEnvironment,
  from: UvPackage,
): UvPackage {
  const { name, version, source } = dependency;
  const candidates = lock.content.package.filter(
    (entry) =>
      entry.name === name &&
      (version === undefined || entry.version === version) &&
      (source === undefined || isDeepStrictEqual(entry.source, source)),
  );
  const inFork = (entry: UvPackage) => {
    const markers = entry["resolution-markers"];
    return markers.length === 0 || markers.some((marker) => holds(marker, environment));
  };
  const entry = candidates.length > 1 ? candidates.find(inFork) : candidates[0];
  if (entry) return entry;
  throw malformedLock(
    `${from.name} needs ${name} ${version ?? ""}, which the lock does not have`,
    lock.where(from.name),
  );
}

function registryOf(packages: readonly UvPackage[], origin: string) {
  const urls = packages.flatMap((entry) => sourceOf(entry, "registry") ?? []);
  const url = urls.find((candidate) => /^https?:/.test(candidate));
  return url === undefined ? undefined : { url, origin };
}
