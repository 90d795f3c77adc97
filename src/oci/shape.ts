import type { Annotations, Descriptor } from "./descriptor.ts";
import { type Digest, isDigest } from "./digest.ts";
import type { Platform } from "./platform.ts";

/**
 * Checks a value of parsed JSON and gives it a type. `path` names the field in errors. What it returns has the fields
 * in the order of the shape and maps sorted by key, so the same shape also writes documents with one form for each
 * meaning.
 */
export type Shape<T> = (value: unknown, path: string) => T;

type Fields<T> = {
  readonly [K in keyof T]-?: Record<never, never> extends Pick<T, K> ? Shape<T[K] | undefined> : Shape<T[K]>;
};

/** A field of a document is not what its specification says. */
export class ShapeError extends Error {
  override readonly name = "ShapeError";

  constructor(path: string, expected: string, value: unknown) {
    super(`${path === "" ? "the document" : path} must be ${expected}, not ${describe(value)}`);
  }
}

/** Text of any length. */
export const text: Shape<string> = (value, path) =>
  typeof value === "string" ? value : fail(path, "text", value);

/** A whole number from 0 that JavaScript holds exactly. */
export const count: Shape<number> = (value, path) =>
  Number.isSafeInteger(value) && (value as number) >= 0
    ? (value as number)
    : fail(path, "a whole number", value);

/** `true` or `false`. */
export const flag: Shape<boolean> = (value, path) =>
  typeof value === "boolean" ? value : fail(path, "true or false", value);

/** `sha256:` and 64 hexadecimal digits. */
export const digest: Shape<Digest> = (value, path) =>
  isDigest(value) ? value : fail(path, "a sha256 digest", value);

/** This value and no other. */
export function only<const T>(expected: T): Shape<T> {
  return (value, path) => (value === expected ? expected : fail(path, JSON.stringify(expected), value));
}

/** Absent where it may be; `null`, which Go writes for empty lists and maps, counts as absent. */
export function optional<T>(shape: Shape<T>): Shape<T | undefined> {
  return (value, path) => (value === undefined || value === null ? undefined : shape(value, path));
}

/** Like {@link optional}, with a value that stands for absence. */
export function withDefault<T>(shape: Shape<T>, absent: T): Shape<T> {
  return (value, path) => (value === undefined || value === null ? absent : shape(value, path));
}

/** A list of one shape. */
export function list<T>(item: Shape<T>): Shape<readonly T[]> {
  return (value, path) =>
    Array.isArray(value) ? value.map((v, i) => item(v, `${path}[${i}]`)) : fail(path, "a list", value);
}

/** A map from any text to one shape, sorted by key. */
export function map<T>(item: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return (value, path) => {
    const names = Object.keys(asObject(value, path)).sort();
    const fields = value as Record<string, unknown>;
    return Object.fromEntries(names.map((name) => [name, item(fields[name], join(path, name))]));
  };
}

/** An object with these fields, in this order; others are left out. */
export function object<T>(fields: Fields<T>): Shape<T> {
  const shapes = Object.entries(fields) as [string, Shape<unknown>][];
  return (value, path) => {
    const given = asObject(value, path);
    const read = shapes.map(([name, shape]) => [name, shape(given[name], join(path, name))] as const);
    return Object.fromEntries(read.filter(([, v]) => v !== undefined)) as T;
  };
}

/** Source: OCI image specification, image-index.md, "platform". */
const platform: Shape<Platform> = object<Platform>({
  architecture: text,
  os: text,
  variant: optional(text),
});

/** Source: OCI image specification, annotations.md. */
export const annotations: Shape<Annotations> = map(text);

/** Source: OCI image specification, descriptor.md. */
export const descriptor: Shape<Descriptor> = object<Descriptor>({
  mediaType: text,
  artifactType: optional(text),
  digest,
  size: count,
  annotations: optional(annotations),
  platform: optional(platform),
});

function asObject(value: unknown, path: string): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : fail(path, "an object", value);
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

function fail(path: string, expected: string, value: unknown): never {
  throw new ShapeError(path, expected, value);
}

function describe(value: unknown): string {
  if (value === undefined) return "absent";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  const written = JSON.stringify(value);
  return written.length > 60 ? `${written.slice(0, 57)}…` : written;
}
