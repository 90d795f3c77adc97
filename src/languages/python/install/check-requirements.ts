import { CooperError } from "../../../core/error.ts";
import type { Platform } from "../../../oci/platform.ts";
import type { InstalledDistribution } from "../../../plan/facts.ts";
import { markerEnvironment } from "../requirements/marker-environment.ts";
import { markerHolds } from "../requirements/marker-evaluation.ts";
import { normalizeName } from "../requirements/name.ts";
import { parseRequirement, type Requirement } from "../requirements/requirement.ts";
import { isSpecifier, versionSatisfies } from "../requirements/specifier.ts";

/** An installed package, with the Python it needs where that is still to be checked. */
export interface CheckedDistribution extends InstalledDistribution {
  readonly requiresPython?: string | undefined;
}

/** All that will be installed, and where. */
export interface RequirementsCheck {
  readonly distributions: readonly CheckedDistribution[];
  readonly platform: Platform;
  /** Full version of the image's Python. */
  readonly python: string;
  /** What to look at in errors: the lock file. */
  readonly where: string;
}

/**
 * Refuses an environment in which something lacks what it requires, as `pip check` does, with
 * `UNMET_REQUIREMENT`. Extras that one package asks of another count; so does `Requires-Python`.
 */
export function checkRequirements(check: RequirementsCheck): void {
  const unmet = [...pythonProblems(check), ...new Set(requirementProblems(check))];
  if (unmet.length === 0) return;
  throw new CooperError(`the packages do not fit together:\n${unmet.map((line) => `  ${line}`).join("\n")}`, {
    code: "UNMET_REQUIREMENT",
    where: check.where,
    hint: `Lock the dependencies again, for this Python and platform: a lock file names all that is needed.${
      unmet.some((line) => unsafe.test(line))
        ? " pip-compile leaves setuptools and pip out: --allow-unsafe."
        : ""
    }`,
  });
}

/** What pip-compile calls unsafe and turns into a comment. */
const unsafe = / requires (?:setuptools|pip|distribute)(?![\w-]).*not installed$/;

function pythonProblems({ distributions, python }: RequirementsCheck): string[] {
  return distributions.flatMap(({ name, version, requiresPython = "" }) => {
    const fits = !isSpecifier(requiresPython) || versionSatisfies(python, requiresPython);
    return fits ? [] : [`${name} ${version} needs Python ${requiresPython}, and the image has ${python}`];
  });
}

/** Walks from every distribution to what it requires, and on with the extras that are asked for. */
function* requirementProblems(check: RequirementsCheck): Generator<string> {
  const installed = new Map(check.distributions.map((each) => [normalizeName(each.name), each]));
  const visits = check.distributions.map((distribution) => ({ distribution, extra: "" }));
  const seen = new Set<string>();
  for (const { distribution, extra } of visits) {
    for (const { requirement, line } of activeRequirements(distribution, extra, check)) {
      const found = installed.get(requirement.name);
      const problem = problemWith(requirement, found);
      if (problem) yield `${distribution.name} ${distribution.version} requires ${line.trim()}, ${problem}`;
      for (const wanted of found ? requirement.extras : []) {
        const id = `${requirement.name}[${wanted}]`;
        if (found && !seen.has(id)) visits.push({ distribution: found, extra: wanted });
        seen.add(id);
      }
    }
  }
}

function* activeRequirements(distribution: InstalledDistribution, extra: string, check: RequirementsCheck) {
  const environment = markerEnvironment({
    platform: check.platform,
    python: check.python,
    extras: extra === "" ? [] : [extra],
  });
  for (const line of distribution.requires) {
    const requirement = readRequirement(line);
    if (requirement && markerHolds(requirement.marker, environment)) yield { requirement, line };
  }
}

/** Old packages have lines from before there was a grammar for them; pip passes over them, too. */
function readRequirement(line: string): Requirement | undefined {
  try {
    return parseRequirement(line);
  } catch {
    return undefined;
  }
}

function problemWith(requirement: Requirement, found: InstalledDistribution | undefined): string | undefined {
  if (!found) return "which is not installed";
  if (requirement.url !== undefined || versionSatisfies(found.version, requirement.specifier))
    return undefined;
  return `and ${found.version} is installed`;
}
