import { CooperError } from "../../../core/error.ts";
import type { Marker, MarkerOperand } from "./marker.ts";
import type { MarkerEnvironment } from "./marker-environment.ts";
import { normalizeName } from "./name.ts";
import { isSpecifier, versionSatisfies } from "./specifier.ts";

/** Variables whose values are compared as versions, where the other side is one. Source: PEP 508. */
const versions = new Set([
  "implementation_version",
  "platform_release",
  "python_full_version",
  "python_version",
]);

/** Whether a marker holds; no marker always does. Throws `BAD_MARKER` for a comparison that has no meaning. */
export function markerHolds(marker: Marker | undefined, environment: MarkerEnvironment): boolean {
  switch (marker?.type) {
    case undefined:
      return true;
    case "and":
      return markerHolds(marker.left, environment) && markerHolds(marker.right, environment);
    case "or":
      return markerHolds(marker.left, environment) || markerHolds(marker.right, environment);
    case "compare":
      return compare(marker, environment);
  }
}

type Comparison = Extract<Marker, { type: "compare" }>;

function compare(comparison: Comparison, environment: MarkerEnvironment): boolean {
  const { left, operator, right } = comparison;
  const variable = "variable" in left ? left.variable : "variable" in right ? right.variable : "";
  const names = nameSet(variable, environment);
  if (names) return compareName(comparison, names);
  const l = textOf(left, environment);
  const r = textOf(right, environment);
  if (versions.has(variable) && /^[=~!<>]/.test(operator) && isSpecifier(operator + r)) {
    return versionSatisfies(l, operator + r);
  }
  return compareTexts(l, operator, r) ?? meaningless(comparison);
}

function nameSet(variable: string, environment: MarkerEnvironment): ReadonlySet<string> | undefined {
  if (variable === "extra" || variable === "extras") return environment.extras;
  return variable === "dependency_groups" ? environment.groups : undefined;
}

/** `extra == "x"`, as uv writes it for several at once, means that x is among the extras asked for. */
function compareName(comparison: Comparison, names: ReadonlySet<string>): boolean {
  const { left, operator, right } = comparison;
  const text = "text" in left ? left.text : "text" in right ? right.text : "";
  const single = ("variable" in left ? left : (right as { variable?: string })).variable === "extra";
  const found = names.has(normalizeName(text));
  if (operator === (single ? "==" : "in")) return found;
  if (operator === (single ? "!=" : "not in")) return !found;
  return meaningless(comparison);
}

function textOf(operand: MarkerOperand, environment: MarkerEnvironment): string {
  return "text" in operand ? operand.text : (environment.variables[operand.variable] ?? "");
}

/** Texts have no order: `<` and `>` never hold. Source: dependency specifiers, "Environment Markers". */
function compareTexts(left: string, operator: string, right: string): boolean | undefined {
  switch (operator) {
    case "in":
      return right.includes(left);
    case "not in":
      return !right.includes(left);
    case "==":
    case "<=":
    case ">=":
      return left === right;
    case "!=":
      return left !== right;
    case "<":
    case ">":
      return false;
    default:
      return undefined;
  }
}

function meaningless({ left, operator, right }: Comparison): never {
  const show = (side: MarkerOperand) => ("text" in side ? `'${side.text}'` : side.variable);
  throw new CooperError(`the marker \`${show(left)} ${operator} ${show(right)}\` has no meaning`, {
    code: "BAD_MARKER",
    hint: "Compare versions with ==, !=, <, <=, >, >=, ~= and other texts with ==, !=, in, not in.",
  });
}
