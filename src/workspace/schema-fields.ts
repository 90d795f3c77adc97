import type { FieldPath } from "./locate-field.ts";

/** What matters here of a schema: objects have entries, lists items, records values, optional ones wrap another. */
interface SchemaShape {
  readonly entries?: Readonly<Record<string, unknown>>;
  readonly item?: unknown;
  readonly value?: unknown;
  readonly wrapped?: unknown;
}

/** The names of the fields which a schema knows at a path; empty where it knows none by name. */
export function knownFields(schema: unknown, path: FieldPath): string[] {
  const shape = unwrap(schema);
  const [key, ...rest] = path;
  if (key === undefined) return Object.keys(shape.entries ?? {});
  const inner = shape.entries?.[key] ?? shape.item ?? shape.value;
  return inner === undefined ? [] : knownFields(inner, rest);
}

function unwrap(schema: unknown): SchemaShape {
  const shape = schema as SchemaShape;
  return shape.wrapped === undefined ? shape : unwrap(shape.wrapped);
}
