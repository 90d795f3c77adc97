import { CooperError, messageOf } from "../../core/error.ts";
import { redactText } from "../../core/redact.ts";

/** An error as plain data, for programs that read `--json` or `--progress=json`. */
export interface ErrorData {
  readonly message: string;
  readonly code?: string;
  readonly where?: string | undefined;
  readonly hint?: string | undefined;
}

/** What progress in JSON says of a failure. */
export function describeCause(error: unknown): ErrorData {
  if (!(error instanceof CooperError)) return { message: redactText(messageOf(error)) };
  return { message: error.message, code: error.code, where: error.where, hint: error.hint };
}
