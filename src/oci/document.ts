import { Buffer } from "node:buffer";
import { CooperError, messageOf } from "../core/error.ts";
import { type Shape, ShapeError } from "./shape.ts";

/** The most bytes a manifest, an index or a config may have: what registries accept. */
export const documentLimit = 4 * 2 ** 20;

/** What a document is, for errors. */
export interface DocumentKind {
  /** Such as `manifest`. */
  readonly name: string;
  /** Such as `BAD_MANIFEST`. */
  readonly code: string;
}

/** Parses raw JSON of a document against its shape; fails with the code of its kind and the path of the field. */
export function parseDocument<T>(
  raw: Uint8Array,
  shape: Shape<T>,
  kind: DocumentKind & { readonly where?: string | undefined },
): T {
  if (raw.length > documentLimit) throw bad(kind, `it has ${raw.length} bytes, more than ${documentLimit}`);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(raw));
  } catch (cause) {
    throw bad(kind, `it is not JSON (${messageOf(cause)})`, cause);
  }
  try {
    return shape(value, "");
  } catch (cause) {
    if (cause instanceof ShapeError) throw bad(kind, cause.message, cause);
    throw cause;
  }
}

/** The one way to write a value of a shape: fields in the order of the shape, maps sorted, no white space. */
export function writeDocument<T>(value: T, shape: Shape<T>): Buffer {
  return Buffer.from(JSON.stringify(shape(value, "")));
}

function bad(kind: DocumentKind & { where?: string | undefined }, why: string, cause?: unknown): CooperError {
  return new CooperError(`the ${kind.name} is not valid: ${why}`, {
    code: kind.code,
    where: kind.where,
    cause,
    hint: "Whoever wrote it broke the OCI image specification; fetch it again or name another image.",
  });
}
