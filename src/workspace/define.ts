import { type GenericSchema, safeParse } from "valibot";
import { callers } from "./call-site.ts";
import type { CommonFields, Definition } from "./definition.ts";
import { schemaError } from "./schema-error.ts";

/**
 * What every macro is made of: checks the fields now, where the call is still on the stack, and returns the
 * definition. Throws `UNKNOWN_FIELD`, `MISSING_FIELD` or `BAD_FIELD` with the file and line of the field.
 */
export function define<F extends CommonFields>(kind: string, schema: GenericSchema, fields: F): Definition {
  const frames = callers();
  const result = safeParse(schema, fields);
  if (!result.success) throw schemaError(result.issues, { schema, frames });
  const { file, line } = frames[0] ?? { file: "", line: 0 };
  const copy: Record<string, unknown> & F = Object.assign({}, fields);
  return { kind, fields: copy, at: { file, line } };
}
