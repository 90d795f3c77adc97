import type { LockedBase, LockedPackage, LockedRelease } from "../lock/lock-file.ts";
import { choosePackages } from "./choose-packages.ts";
import type { DebianTools } from "./debian-tools.ts";
import { fetchRelease, type VerifiedRelease } from "./fetch-release.ts";
import { loadUniverse } from "./load-universe.ts";
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
  // One after the other, since the packages of one architecture take tens of megabytes.
  for (const architecture of [...architectures].sort()) {
    const universe = await loadUniverse(releases, { architecture, tools });
    for (const request of requests.filter((one) => one.architectures.includes(architecture))) {
      packages.get(request.id)?.set(architecture, choosePackages(universe, request));
    }
  }
  const facts = releases.map(lockedRelease);
  return new Map(
    requests.map((request) => [
      request.id,
      {
        request: digestOfRequest(request),
        releases: facts,
        packages: packages.get(request.id) ?? new Map(),
      },
    ]),
  );
}

function lockedRelease({ suite, date, signers }: VerifiedRelease): LockedRelease {
  return { suite: suite.name, archive: suite.archive, date, signers };
}
