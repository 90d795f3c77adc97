import { CooperError } from "../../../core/error.ts";
import { mapLimit } from "../../../core/limit.ts";
import { step } from "../../../core/step.ts";
import type { Digest } from "../../../oci/digest.ts";
import { formatPlatform, type Platform } from "../../../oci/platform.ts";
import type { BuildTools } from "../../../plan/builder.ts";
import type { ImageFacts, PythonFacts } from "../../../plan/facts.ts";
import type { Fetcher } from "../index/open-fetcher.ts";
import { recordedWheel } from "../index/wheel-record.ts";
import { type Lock, type LockedPackage, placeOf } from "./lock.ts";
import { markerEnvironment } from "./marker-environment.ts";
import { readAnyLock } from "./read-lock.ts";
import { sameVersion } from "./specifier.ts";

/** A wheel to install: its blob is in the store and has a digest which the lock file allows. */
export interface ResolvedWheel {
  /** Normalised (PEP 503). */
  readonly name: string;
  readonly version: string;
  readonly filename: string;
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
}

/** The lock file, and the image its packages are chosen for. */
export interface ResolveRequest {
  /** Absolute path of a requirements file with hashes, a `uv.lock` or a `pylock.toml`. */
  readonly lockFile: string;
  /** Absolute path of the workspace; messages show paths relative to it. */
  readonly root: string;
  /** Absolute path of the target's folder: of a uv workspace, the member that lives there is meant. */
  readonly directory?: string | undefined;
  /** Absolute paths of the folders of the workspace that the target imports from. */
  readonly libs?: readonly string[] | undefined;
  readonly extras?: readonly string[] | undefined;
  readonly groups?: readonly string[] | undefined;
  readonly python: PythonFacts;
  readonly libc: ImageFacts["libc"];
  readonly platform: Platform;
  readonly tools: BuildTools;
}

/**
 * The wheels that a lock file names for one platform and that the base does not have yet, sorted by name; all of them
 * are in the store afterwards. Asks the network only for what is missing there.
 */
export async function resolvePython(request: ResolveRequest): Promise<readonly ResolvedWheel[]> {
  const lock = await readLockFor(request);
  const wanted = withoutBase(lock.packages, request);
  return fetchAll(wanted, lock, request);
}

function readLockFor(request: ResolveRequest): Promise<Lock> {
  const { lockFile, root, directory, libs, platform, python, tools, extras = [], groups = [] } = request;
  const environment = markerEnvironment({ platform, python: python.version, extras, groups });
  return readAnyLock({ file: lockFile, root, directory, libs, extras, groups, environment, env: tools.env });
}

/**
 * What the base has in the locked version is not installed again. Another version cannot be put over it: a layer
 * above hides files, it does not remove them, and the base's own programs were tested with what the base has.
 */
function withoutBase(packages: readonly LockedPackage[], request: ResolveRequest): LockedPackage[] {
  const installed = new Map(request.python.distributions.map(({ name, version }) => [name, version]));
  const conflicts = packages.flatMap(({ name, version }) => {
    const there = installed.get(name);
    return there === undefined || sameVersion(there, version)
      ? []
      : [`${name} ${version} (the base has ${there})`];
  });
  if (conflicts.length > 0) throw baseConflict(conflicts, request);
  return packages.filter(({ name }) => !installed.has(name));
}

function baseConflict(conflicts: readonly string[], request: ResolveRequest): CooperError {
  return new CooperError(`the lock wants other versions than the base has: ${conflicts.join(", ")}`, {
    code: "BASE_CONFLICT",
    where: placeOf(request, request.lockFile),
    hint: "Lock with the base's lock as constraints (`uv pip compile -c <lock of the base>`), or lock the base again.",
  });
}

/** Packages under way at once: enough to hide the waiting, few enough for any index. */
const places = 8;

/** What is in the store already needs neither an index nor the code that speaks to one. */
async function fetchAll(
  wanted: readonly LockedPackage[],
  { sources }: Lock,
  request: ResolveRequest,
): Promise<ResolvedWheel[]> {
  const { tools, platform, lockFile } = request;
  const target = { python: request.python.version, platform, libc: request.libc };
  let fetcher: Promise<Fetcher> | undefined;
  const fetch = async (entry: LockedPackage) => {
    fetcher ??= import("../index/open-fetcher.ts").then((m) =>
      m.openFetcher({ ...request, target, sources }),
    );
    return (await fetcher)(entry);
  };
  const id = `wheels ${lockFile} ${formatPlatform(platform)}`;
  const name = `wheels of ${placeOf(request, lockFile)} for ${formatPlatform(platform)}`;
  let current = 0;
  const bring = async (entry: LockedPackage) => {
    const wheel = (await recordedWheel({ entry, target }, tools)) ?? (await fetch(entry));
    current += 1;
    tools.progress({ type: "advance", id, current, total: wanted.length, unit: "items" });
    return { name: entry.name, version: entry.version, ...wheel };
  };
  const run = () => mapLimit(wanted, places, bring);
  const outcome = () => ({ cached: fetcher === undefined, detail: `${wanted.length} wheels` });
  return step(tools.progress, { id, name }, { run, outcome });
}
