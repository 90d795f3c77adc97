import { CooperError } from "../../../core/error.ts";
import { type Marker, parseMarker } from "./marker.ts";
import { isName, normalizeName } from "./name.ts";
import { isSpecifier } from "./specifier.ts";

/** A dependency as metadata and requirements files write it. Source: PEP 508. */
export interface Requirement {
  /** Normalised (PEP 503). */
  readonly name: string;
  /** Normalised, in the order in which they were written. */
  readonly extras: readonly string[];
  /** Version clauses such as `>=1.2,<2`; empty where any version will do. */
  readonly specifier: string;
  /** Of a direct reference, `name @ url`. */
  readonly url?: string;
  readonly marker?: Marker;
}

const head = /^\s*(?<name>[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)\s*(?:\[(?<extras>[^\]]*)\])?\s*(?<rest>.*)$/is;

/** Parses one requirement; throws `BAD_REQUIREMENT` or `BAD_MARKER`. */
export function parseRequirement(source: string, where?: string): Requirement {
  const groups = head.exec(source)?.groups;
  if (!groups?.name) throw malformed(source, where);
  const { rest = "" } = groups;
  const common = { name: normalizeName(groups.name), extras: parseExtras(groups.extras, source, where) };
  return rest.startsWith("@")
    ? { ...common, specifier: "", ...parseUrl(rest.slice(1), source, where) }
    : { ...common, ...parseVersions(rest, source, where) };
}

function parseExtras(text: string | undefined, source: string, where: string | undefined): string[] {
  const names = text?.trim() ? text.split(",").map((name) => name.trim()) : [];
  if (!names.every(isName)) throw malformed(source, where);
  return names.map(normalizeName);
}

/** A `;` may be part of a URL, so the marker begins at white space followed by `;`. */
function parseUrl(rest: string, source: string, where: string | undefined) {
  const [, url, marker] = /^\s*(\S+)(?:\s+;(.*))?\s*$/s.exec(rest) ?? [];
  if (!url) throw malformed(source, where);
  return { url, ...(marker === undefined ? {} : { marker: parseMarker(marker, where) }) };
}

function parseVersions(rest: string, source: string, where: string | undefined) {
  const cut = rest.indexOf(";");
  const clauses = (cut < 0 ? rest : rest.slice(0, cut)).trim();
  const specifier = (/^\((.*)\)$/s.exec(clauses)?.[1] ?? clauses).trim();
  if (!isSpecifier(specifier)) throw malformed(source, where);
  return { specifier, ...(cut < 0 ? {} : { marker: parseMarker(rest.slice(cut + 1), where) }) };
}

function malformed(source: string, where: string | undefined): CooperError {
  return new CooperError(`\`${source.trim()}\` is not a requirement`, {
    code: "BAD_REQUIREMENT",
    where,
    hint: "Write it as name==1.2.3, name[extra]==1.2.3 ; marker, or name @ https://host/file.whl.",
  });
}
