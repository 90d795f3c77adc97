import { type GenericSchema, safeParse } from "valibot";
import { type Frame, foreignFrames } from "./call-site.ts";
import type { CommonFields, Definition } from "./definition.ts";
import { schemaError } from "./schema-error.ts";

/**
 * Checks the argument of a function that configuration files call, while the call is still on the stack, and returns
 * where it was made. Throws `UNKNOWN_FIELD`, `MISSING_FIELD` or `BAD_FIELD` with the file and line of the field.
 */
export function checkCall(schema: GenericSchema, argument: unknown): Frame | undefined {
  const { stack = "" } = new Error();
  const result = safeParse(schema, argument);
  if (!result.success) throw schemaError(result.issues, { schema, frames: [...foreignFrames(stack)] });
  return foreignFrames(stack).next().value;
}

/** What every macro is made of: checks the fields (see {@link checkCall}) and returns the definition. */
export function define<F extends CommonFields>(kind: string, schema: GenericSchema, fields: F): Definition {
  const { file, line } = checkCall(schema, fields) ?? { file: "", line: 0 };
  return { kind, fields: Object.assign<Record<string, unknown>, F>({}, fields), at: { file, line } };
}
