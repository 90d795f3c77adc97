import { CooperError } from "../../../core/error.ts";

/** A wheel that does not keep to the binary distribution format; `where` is its file name. */
export function badWheel(message: string, where: string): CooperError {
  return new CooperError(message, {
    code: "BAD_WHEEL",
    where,
    hint: "The wheel was packed wrongly or with ill intent. Lock another version, and tell its publisher.",
  });
}
