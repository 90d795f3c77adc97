import type { LockedBase, LockedPackage, LockedRelease } from "../lock/lock-file.ts";
import { choosePackages } from "./choose-packages.ts";
import type { DebianTools } from "./debian-tools.ts";
import { fetchRelease, type VerifiedRelease } from "./fetch-release.ts";
import { type LoadOptions, loadUniverse } from "./load-universe.ts";
import { type DebianRelease, digestOfRequest, type PackageRequest } from "./package-request.ts";
import { suitesOf } from "./suite.ts";

/** Chooses the packages of these requests, all of one release of Debian. The result is by the id of the request. */
export async function lockRelease(
  name: DebianRelease,
  requests: readonly PackageRequest[],
  tools: DebianTools,
): Promise<Map<string, LockedBase>> {
  const releases = await Promise.all(suitesOf(name).map((suite) => fetchRelease(suite, tools)));
  const packages = new Map(requests.map(({ id }) => [id, new Map<string, LockedPackage[]>()]));
  const architectures = new Set(requests.flatMap((request) => request.architectures));
  // One after the other, and out of sight afterwards: the packages of one architecture take tens of megabytes.
  for (const architecture of [...architectures].sort()) {
    const concerned = requests.filter((request) => request.architectures.includes(architecture));
    const chosen = await chooseAll(concerned, { releases, architecture, tools });
    for (const [id, list] of chosen) packages.get(id)?.set(architecture, list);
  }
  const facts = releases.map(lockedRelease);
  const lock = (request: PackageRequest): LockedBase => ({
    request: digestOfRequest(request),
    releases: facts,
    packages: packages.get(request.id) ?? new Map(),
  });
  return new Map(requests.map((request) => [request.id, lock(request)]));
}

/** For one architecture, by the id of the request. */
async function chooseAll(
  requests: readonly PackageRequest[],
  { releases, ...options }: LoadOptions & { readonly releases: readonly VerifiedRelease[] },
): Promise<Map<string, LockedPackage[]>> {
  const universe = await loadUniverse(releases, options);
  return new Map(requests.map((request) => [request.id, choosePackages(universe, request)]));
}

function lockedRelease({ suite, date, signers }: VerifiedRelease): LockedRelease {
  return { suite: suite.name, archive: suite.archive, date, signers };
}
