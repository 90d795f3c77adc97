import { UsageError } from "../../../core/error.ts";
import type { Digest } from "../../../oci/digest.ts";
import { directFileOf, directReference, lastPartOf } from "./direct-file.ts";
import { type FolderReference, folderReference } from "./folder-reference.ts";
import type { Lock, LockedPackage, LockRequest } from "./lock.ts";
import { placeOf } from "./lock.ts";
import { malformedLock, unsupportedSource, withoutHashes } from "./lock-error.ts";
import { lockHash } from "./lock-hash.ts";
import { parseMarker } from "./marker.ts";
import { markerHolds } from "./marker-evaluation.ts";
import { refuseUnpacked } from "./packed-project.ts";
import { parseRequirement, type Requirement } from "./requirement.ts";
import { type Placed, readRequirementsFile } from "./requirements-file.ts";
import { type RequirementsOptions, readOptions } from "./requirements-options.ts";
import type { Statement } from "./requirements-statement.ts";
import { pinnedVersion, versionSatisfies } from "./specifier.ts";

/** Reads a requirements file in which every package is pinned and hashed, as pip-compile and uv write them. */
export async function readRequirementsLock(request: LockRequest): Promise<Lock> {
  refuseGroups(request);
  const { statements } = await readRequirementsFile(request.file, request.env);
  const options = readOptions(statements, request);
  const entries = statements.flatMap((placed) => entryOf(placed, request));
  const asked = entries.filter((entry) => !entry.constraint);
  checkHashes(asked);
  checkConstraints(
    asked,
    entries.filter((entry) => entry.constraint),
  );
  return { packages: asked.map((entry) => packageOf(entry, options)), sources: options.sources };
}

interface Entry {
  readonly requirement: Requirement;
  readonly hashes: readonly Digest[];
  readonly where: string;
  readonly constraint: boolean;
}

function refuseGroups({ file, root, extras, groups }: LockRequest): void {
  if (extras.length + groups.length === 0) return;
  throw new UsageError("a requirements file has no extras or groups to choose from", {
    code: "NO_GROUPS",
    where: placeOf({ root }, file),
    hint: "Lock them into a file of their own, or use uv.lock or pylock.toml.",
  });
}

/** The requirement of a statement, where its marker holds on the target. */
function entryOf(placed: Placed, request: LockRequest): Entry[] {
  const { statement, constraint } = placed;
  const where = placeOf(request, placed.file, placed.line);
  refuseRepository(statement, where);
  const project = folderReference(statement, placed.file);
  if (project && !constraint) refuseMissing(project, request, where);
  if (project || statement.type !== "requirement") return [];
  const text = directReference(statement.text, placed.file, where) ?? statement.text;
  const requirement = parseRequirement(text, where);
  if (!markerHolds(requirement.marker, request.environment)) return [];
  const fragment = /[#&](sha256=[0-9a-f]+)/i.exec(requirement.url ?? "")?.[1];
  const written = fragment ? [...statement.hashes, fragment] : statement.hashes;
  return [{ requirement, hashes: written.flatMap((hash) => lockHash(hash, where) ?? []), where, constraint }];
}

/** A project in a folder brings its sources another way, or not at all where its marker does not hold. */
function refuseMissing({ marker, ...project }: FolderReference, request: LockRequest, where: string): void {
  const holds = marker === undefined || markerHolds(parseMarker(marker, where), request.environment);
  if (holds) refuseUnpacked({ ...project, where }, request);
}

function refuseRepository(statement: Statement, where: string): void {
  const text = statement.type === "requirement" ? statement.text : statement.value;
  const [, scheme] = /(?:^|@\s*)((?:git|hg|svn|bzr)\+[a-z]+):/i.exec(text) ?? [];
  if (scheme) throw unsupportedSource(text.split(/[\s@]/, 1)[0] || text, `a repository (${scheme})`, where);
}

function checkHashes(entries: readonly Entry[]): void {
  const bare = entries.filter((entry) => entry.hashes.length === 0);
  const [first] = bare;
  if (first) throw withoutHashes(first.requirement.name, first.where, bare.length - 1);
}

/** Constraints were followed when the lock was made: one that is broken now means that the lock is stale. */
function checkConstraints(entries: readonly Entry[], constraints: readonly Entry[]): void {
  for (const { requirement, where } of constraints) {
    const entry = entries.find((candidate) => candidate.requirement.name === requirement.name);
    const version = entry && pinnedVersion(entry.requirement.specifier);
    if (!version || versionSatisfies(version, requirement.specifier)) continue;
    const text = `${requirement.name}==${version} does not meet the constraint ${requirement.specifier} of ${where}`;
    throw malformedLock(text, entry.where, "Make the lock again.");
  }
}

function packageOf({ requirement, hashes, where }: Entry, options: RequirementsOptions): LockedPackage {
  const { name, url, specifier } = requirement;
  const accepts = options.accepts(name);
  if (url !== undefined) return directPackage({ name, url, hashes, where, accepts });
  const version = pinnedVersion(specifier);
  if (version === undefined) {
    const hint = "A lock pins every package with ==: `uv pip compile` and `pip-compile` do.";
    throw malformedLock(`${name}${specifier} is not pinned to one version`, where, hint);
  }
  return { name, version, where, hashes: new Set(hashes), files: [], indexed: true, accepts };
}

interface DirectReference extends Pick<LockedPackage, "name" | "where" | "accepts"> {
  readonly url: string;
  readonly hashes: readonly Digest[];
}

function directPackage({ name, url, hashes, where, accepts }: DirectReference): LockedPackage {
  const { filename, version } = directFileOf(lastPartOf(url), where);
  const files = hashes.map((digest) => ({ filename, url: url.replace(/#.*$/, ""), digest }));
  return { name, version, where, hashes: new Set(hashes), files, indexed: false, accepts };
}
