import { type Shape, ShapeError } from "./shape.ts";

/** The media types of one kind of document. */
export interface MediaTypes {
  /** OCI's own, and what a document has that names none. */
  readonly usual: string;
  readonly fits: (type: string) => boolean;
  /** How errors call the kind, such as `an image manifest`. */
  readonly kind: string;
}

/** The field `mediaType`: optional in OCI 1.0 and 1.1, while Docker always writes it. */
export function mediaTypeOf({ usual, fits, kind }: MediaTypes): Shape<string> {
  return (value, path) => {
    if (value === undefined) return usual;
    if (typeof value === "string" && fits(value)) return value;
    throw new ShapeError(path, `the media type of ${kind}`, value);
  };
}

/**
 * A shape whose documents have none of the fields of another kind: one digest must not be read as a manifest by one
 * client and as an index by another (CVE-2021-41190).
 */
export function without<T>(shape: Shape<T>, fields: readonly string[], kind: string): Shape<T> {
  return (value, path) => {
    const document = shape(value, path);
    const stray = fields.find((name) => Object.hasOwn(value as object, name));
    if (stray === undefined) return document;
    throw new ShapeError(stray, `absent from ${kind}`, (value as Record<string, unknown>)[stray]);
  };
}
