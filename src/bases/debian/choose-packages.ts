import { CooperError, UsageError } from "../../core/error.ts";
import { didYouMean } from "../../core/nearest.ts";
import { digestFromHex } from "../../oci/digest.ts";
import type { LockedPackage } from "../lock/lock-file.ts";
import type { BinaryPackage } from "./binary-package.ts";
import { explain } from "./explain.ts";
import type { PackageRequest } from "./package-request.ts";
import { anyone, resolve, type Wanted } from "./resolver.ts";
import type { Universe } from "./universe.ts";

/**
 * Chooses the packages of a request, sorted by name. Fails with `UNRESOLVABLE`, or with `BAD_REQUEST` where what the
 * request leaves out makes no sense.
 */
export function choosePackages(universe: Universe, request: PackageRequest): LockedPackage[] {
  const { id, packages } = request;
  checkLeftOut(universe, request);
  const resolution = resolve(universe, { packages, without: leftOut(request) });
  if (resolution.packages) {
    const chosen = resolution.packages.map((candidate) => lockedPackage(candidate.package));
    return chosen.sort((a, b) => (a.name < b.name ? -1 : 1));
  }
  const why = explain(resolution.deadEnd, universe);
  throw new CooperError(`its packages do not go together on ${universe.architecture}:\n${why}`, {
    code: "UNRESOLVABLE",
    where: id,
    hint: "Ask for other packages, or leave out by name a dependency that the image can do without.",
  });
}

function leftOut({ without }: PackageRequest): Wanted["without"] {
  const entries = Object.entries(without);
  return new Map(entries.map(([name, reason]) => [name, typeof reason === "string" ? anyone : reason.of]));
}

/** A misspelt name would leave nothing out, silently. */
function checkLeftOut(universe: Universe, { id, packages, without }: PackageRequest): void {
  for (const name of Object.keys(without)) {
    const wanted = packages.includes(name);
    if (!wanted && universe.offering(name).length > 0) continue;
    throw new UsageError(`it leaves out ${name}, which ${wanted ? "it also asks for" : "is no package"}`, {
      code: "BAD_REQUEST",
      where: id,
      hint: wanted ? "Remove the name from one of the two lists." : didYouMean(name, universe.names()),
    });
  }
}

function lockedPackage(found: BinaryPackage): LockedPackage {
  const { name, version, architecture, source, size, archive, path } = found;
  const sha256 = digestFromHex(found.sha256, `package ${name} of ${found.suite}`);
  return { name, version, architecture, source, sha256, size, archive, path };
}
