import { CooperError } from "../../core/error.ts";
import { satisfies, type VersionOperator } from "./version.ts";

/** One package named in a relation field. */
export interface Relation {
  readonly name: string;
  /** What follows the colon of `python3:any`. */
  readonly qualifier?: string | undefined;
  readonly constraint?: { readonly operator: VersionOperator; readonly version: string } | undefined;
}

/** Alternatives, of which one must hold. */
export type Clause = readonly Relation[];

const grammar =
  /^([a-z0-9][a-z0-9+.-]*)(?::([a-z0-9-]+))?\s*(?:\(\s*(<<|<=|=|>=|>>|<|>)\s*([a-z0-9][^\s()]*)\s*\))?\s*(?:\[([^\]]*)\])?$/i;

/**
 * Parses a field such as Depends or Conflicts. Relations that are restricted to other architectures are left out.
 * Fails with `BAD_RELATION`. Source: Debian policy, "Syntax of relationship fields".
 */
export function parseRelations(field: string, architecture: string): Clause[] {
  const clauses = field.split(",").filter((part) => part.trim() !== "");
  return clauses
    .map((clause) => clause.split("|").flatMap((part) => parseRelation(part.trim(), architecture)))
    .filter((clause) => clause.length > 0);
}

/** Nothing where the relation is for other architectures. */
function parseRelation(text: string, architecture: string): Relation[] {
  const [, name, qualifier, operator, version, restriction] = grammar.exec(text) ?? [];
  if (name === undefined) {
    throw new CooperError(`"${text}" is not a relation between Debian packages`, {
      code: "BAD_RELATION",
      hint: "Write it as name, name (>= 1.2) or name:any. In an index of Debian it is a fault of the mirror.",
    });
  }
  if (restriction !== undefined && !applies(restriction, architecture)) return [];
  const constraint = operator && version ? { operator: strict(operator), version } : undefined;
  return [{ name, ...(qualifier ? { qualifier } : {}), ...(constraint ? { constraint } : {}) }];
}

/** `<` and `>` are old spellings of `<=` and `>=`. */
function strict(operator: string): VersionOperator {
  if (operator === "<") return "<=";
  if (operator === ">") return ">=";
  return operator as VersionOperator;
}

/** `[amd64 arm64]` names those it holds for, `[!i386]` those it does not. */
function applies(restriction: string, architecture: string): boolean {
  const names = restriction.trim().split(/\s+/);
  const matches = (name: string) => [architecture, "any", "linux-any", `any-${architecture}`].includes(name);
  if (names[0]?.startsWith("!")) return !names.some((name) => matches(name.slice(1)));
  return names.some(matches);
}

/**
 * Whether a package of this name and version, or one that provides it, is what a relation means. A name provided
 * without a version meets only relations without one. Source: Debian policy, "Virtual packages - Provides".
 */
export function meets(relation: Relation, version: string | undefined): boolean {
  if (relation.constraint === undefined) return true;
  const { operator, version: wanted } = relation.constraint;
  return version !== undefined && satisfies(version, operator, wanted);
}

/** `libc6 (>= 2.34) | libc6.1`. */
export function formatClause(clause: Clause): string {
  return clause.map(formatRelation).join(" | ");
}

function formatRelation({ name, qualifier, constraint }: Relation): string {
  const qualified = qualifier === undefined ? name : `${name}:${qualifier}`;
  return constraint ? `${qualified} (${constraint.operator} ${constraint.version})` : qualified;
}
