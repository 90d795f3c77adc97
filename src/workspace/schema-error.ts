import type { BaseIssue } from "valibot";
import { UsageError } from "../core/error.ts";
import { didYouMean } from "../core/nearest.ts";
import type { Frame } from "./call-site.ts";
import { placeOfField } from "./field-place.ts";
import type { FieldPath } from "./locate-field.ts";
import { knownFields } from "./schema-fields.ts";

type Issue = BaseIssue<unknown>;

/** What was checked, and where it was written. */
export interface SchemaErrorContext {
  readonly schema: unknown;
  /** Where the checked call was made, innermost first. */
  readonly frames: readonly Frame[];
}

/**
 * The failure to show for the issues a schema raised: a misspelt name before what is missing for that reason, and with
 * the file and line of the field itself. Codes: `UNKNOWN_FIELD`, `MISSING_FIELD`, `BAD_FIELD`.
 */
export function schemaError(issues: readonly Issue[], context: SchemaErrorContext): UsageError {
  const issue = issues.find(isUnknown) ?? (issues[0] as Issue);
  const path = pathOf(issue);
  const where = placeOfField(path, context.frames);
  if (isUnknown(issue)) return unknownField(path, where, context.schema);
  if (isMissing(issue)) {
    const hint = `Write \`${String(path.at(-1))}: …\` between the braces.`;
    return new UsageError(`the field ${formatPath(path)} is missing`, { code: "MISSING_FIELD", where, hint });
  }
  const { message, hint } = complaint(issue);
  return new UsageError(`${formatPath(path)} ${message}`, { code: "BAD_FIELD", where, hint });
}

/** `healthcheck.port`, `ports[1]`, `env["my.name"]`. */
function formatPath(path: FieldPath): string {
  const parts = path.map((key) => {
    if (typeof key === "number") return `[${key}]`;
    return /^[\w$-]+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
  });
  return parts.join("").replace(/^\./, "") || "the argument";
}

function pathOf(issue: Issue): FieldPath {
  return (issue.path ?? []).map(({ key }) => (typeof key === "number" ? key : String(key)));
}

function isUnknown(issue: Issue): boolean {
  return issue.type === "strict_object" && issue.expected === "never";
}

function isMissing(issue: Issue): boolean {
  const { origin } = (issue.path?.at(-1) ?? {}) as { origin?: unknown };
  return origin === "key" && issue.input === undefined;
}

function unknownField(path: FieldPath, where: string | undefined, schema: unknown): UsageError {
  const name = String(path.at(-1));
  const known = knownFields(schema, path.slice(0, -1));
  const all = `Known fields are ${known.join(", ")}.`;
  const hint = didYouMean(name, known) || (known.length > 0 ? all : undefined);
  return new UsageError(`there is no field ${formatPath(path)}`, { code: "UNKNOWN_FIELD", where, hint });
}

const kinds: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  boolean: "true or false",
  Object: "an object",
  Array: "a list",
  undefined: "left out",
};

/** Says what was expected. Values are quoted only where a rule about values was broken: others may be secret. */
function complaint(issue: Issue): { message: string; hint?: string } {
  const { kind, input, expected } = issue;
  const quotable = kind === "validation" && (typeof input === "string" || typeof input === "number");
  // Not `received`: of a text with a wrong beginning, that is the beginning only.
  const got = quotable ? `, not ${JSON.stringify(input)}` : "";
  if (!issue.message.startsWith("Invalid ")) return { message: `${issue.message}${got}` };
  const wanted = kinds[expected ?? ""] ?? expected;
  const message = `must be ${wanted}${got || `, not ${nameOfType(input)}`}`;
  const quotes = expected === "string" && /^(number|boolean)$/.test(typeof input);
  return quotes ? { message, hint: "Write the value in quotes." } : { message };
}

function nameOfType(input: unknown): string {
  if (input === null) return "null";
  if (input === undefined) return "left out";
  if (Array.isArray(input)) return "a list";
  if (typeof input === "boolean") return "a boolean";
  return { object: "an object", function: "a function" }[typeof input as string] ?? `a ${typeof input}`;
}
