import { CooperError } from "../../../core/error.ts";
import { redactUrl } from "../../../core/redact.ts";
import type { LockedPackage } from "../requirements/lock.ts";
import { isSpecifier, versionSatisfies } from "../requirements/specifier.ts";
import { chooseWheel, type TagRanks } from "../wheel/choose-wheel.ts";
import { sdistNameOf, wheelNameOf } from "../wheel/wheel-name.ts";
import type { Candidate } from "./candidate.ts";
import type { Catalogue } from "./catalogue.ts";
import { noWheel } from "./no-wheel.ts";
import type { WheelTarget } from "./target.ts";

/** The file that was chosen. */
export interface Choice {
  readonly kind: "wheel" | "sdist";
  readonly file: Candidate;
}

/** The files to choose from, and for which image. */
export interface ChooseRequest {
  readonly entry: LockedPackage;
  /** Files of the wanted version. */
  readonly candidates: readonly Candidate[];
  readonly target: WheelTarget;
  /** The target's tags. */
  readonly ranks: TagRanks;
}

/**
 * The best wheel among the files that the lock allows. A source distribution is taken only where all wheels of the
 * package, if any, are pure: where some are not, it has compiled parts, and building it here would take long and then
 * fail. Throws `NO_WHEEL`.
 */
export function chooseFile({ entry, candidates, target, ranks }: ChooseRequest): Choice {
  const { accepts } = entry;
  const usable = candidates.filter((file) => isFor(file, target.python));
  const wheel = accepts === "sdist" ? undefined : chooseWheel(usable, ranks);
  if (wheel) return { kind: "wheel", file: wheel };
  const sdist = usable.find(({ filename }) => sdistNameOf(filename));
  if (!sdist || accepts === "wheel" || (accepts === "any" && !isPure(candidates))) {
    throw noWheel(entry, candidates, target);
  }
  return { kind: "sdist", file: sdist };
}

/** Old files say things like `>=3.6.*`, which means nothing today and so forbids nothing, as for pip. */
function isFor({ requiresPython = "" }: Candidate, python: string): boolean {
  return !isSpecifier(requiresPython) || versionSatisfies(python, requiresPython);
}

function isPure(candidates: readonly Candidate[]): boolean {
  const tags = candidates.flatMap(({ filename }) => wheelNameOf(filename)?.tags ?? []);
  return tags.every((tag) => tag.endsWith("-none-any"));
}

/**
 * The files whose hash is in the lock, then those whose place tells no hash. Throws `NOT_ON_INDEX` where none is
 * left.
 */
export function allowedFiles(
  entry: LockedPackage,
  candidates: readonly Candidate[],
  catalogue: Catalogue,
): readonly Candidate[] {
  const allowed = candidates.filter(({ digest }) => digest === undefined || entry.hashes.has(digest));
  if (allowed.length > 0) return allowed.toSorted((a, b) => Number(!a.digest) - Number(!b.digest));
  const places = [...catalogue.indexes, ...catalogue.findLinks].map(
    ({ url, origin }) => `${redactUrl(url)} (${origin})`,
  );
  const asked = places.join(", ") || "nowhere: --no-index is set and --find-links is not";
  const { name, version } = entry;
  const message =
    candidates.length === 0
      ? `no file of ${name} ${version} was found on ${asked}`
      : `no file of ${name} ${version} on ${asked} has a hash of the lock (${candidates.length} have others)`;
  throw new CooperError(message, {
    code: "NOT_ON_INDEX",
    where: entry.where,
    hint: "Check the index (PIP_INDEX_URL, pip.conf), or lock again if the version was removed.",
  });
}
