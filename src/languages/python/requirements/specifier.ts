import { eq, explain, ge, gt, lt, satisfies, valid, validRange } from "@renovatebot/pep440";

/** Whether a text is a version. Source: PEP 440. */
export function isVersion(text: string): boolean {
  return valid(text.trim()) !== null;
}

/** Whether a text is a list of version clauses such as `>=1.2,<2`; the empty text is one. Source: PEP 440. */
export function isSpecifier(text: string): boolean {
  return validRange(withoutTrailingComma(text));
}

/** Whether two versions are the same one, as `1.0` and `1.0.0` are. Texts that are no versions are compared as they are. */
export function sameVersion(a: string, b: string): boolean {
  return isVersion(a) && isVersion(b) ? eq(a.trim(), b.trim()) : a === b;
}

/** Whether a version meets every clause; pre-releases count like any other version, since a lock names what it wants. */
export function versionSatisfies(version: string, specifier: string): boolean {
  const clauses = withoutTrailingComma(specifier);
  if (clauses === "") return true;
  return isVersion(version) && clauses.split(",").every((clause) => meets(version.trim(), clause.trim()));
}

function meets(version: string, clause: string): boolean {
  const [, operator, bound] = /^([<>])\s*([^=\s].*)$/.exec(clause) ?? [];
  if (operator && bound) return meetsExclusive(version, operator, bound);
  const candidate = clause.endsWith(".*") ? padded(version) : version;
  return satisfies(candidate, clause, { prereleases: true });
}

/**
 * `<1.0` leaves out 1.0rc1 and `>1.0` leaves out 1.0.post1 and 1.0+local, but `>1.0.post1` lets in 1.0.post2, which
 * the library denies. Source: PEP 440, "Exclusive ordered comparison".
 */
function meetsExclusive(version: string, operator: string, bound: string): boolean {
  const [v, b] = [explain(version), explain(bound)];
  if (!v || !b) return false;
  if (operator === "<") {
    const ofBound = v.is_prerelease && !b.is_prerelease && ge(version, `${b.public}.dev0`);
    return lt(version, bound) && !ofBound;
  }
  const sameBase = eq(v.base_version, b.base_version);
  return gt(version, bound) && !(sameBase && (v.local || (v.is_postrelease && !b.is_postrelease)));
}

/** The version of `==1.2` or `===1.2`, where that is all a specifier says. */
export function pinnedVersion(specifier: string): string | undefined {
  const [, version] = /^\s*={2,3}\s*([^\s,*]+)\s*$/.exec(specifier) ?? [];
  return version;
}

/** `1` has to match `==1.0.*`: PEP 440 compares as though missing parts were 0, the library does not. */
function padded(version: string): string {
  const release = explain(version)?.release ?? [];
  const zeros = ".0".repeat(Math.max(0, 4 - release.length));
  return version.replace(/^(v?(?:\d+!)?\d+(?:\.\d+)*)/i, `$1${zeros}`);
}

function withoutTrailingComma(specifier: string): string {
  return specifier.trim().replace(/,$/, "");
}
