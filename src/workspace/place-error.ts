import { CooperError, UsageError } from "../core/error.ts";

/** The same failure with the place in a configuration file that led to it, where it does not name one itself. */
export function placeError(error: unknown, where: string): unknown {
  if (!(error instanceof CooperError) || error.where !== undefined) return error;
  const { code, hint, message } = error;
  return new UsageError(message, { code, hint, where, cause: error.cause });
}
