import * as v from "valibot";

const file = v.object({
  url: v.optional(v.string()),
  path: v.optional(v.string()),
  filename: v.optional(v.string()),
  hash: v.optional(v.string()),
  size: v.optional(v.number()),
});

const dependency = v.object({
  name: v.string(),
  version: v.optional(v.string()),
  source: v.optional(v.record(v.string(), v.unknown())),
  marker: v.optional(v.string()),
  extra: v.optional(v.array(v.string()), []),
});

const dependencies = v.optional(v.array(dependency), []);
const groups = v.optional(v.record(v.string(), v.array(dependency)), {});

const lockedPackage = v.object({
  name: v.string(),
  version: v.optional(v.string()),
  source: v.record(v.string(), v.unknown()),
  "resolution-markers": v.optional(v.array(v.string()), []),
  dependencies,
  "optional-dependencies": groups,
  "dev-dependencies": groups,
  sdist: v.optional(file),
  wheels: v.optional(v.array(file), []),
});

/** The part of a `uv.lock` that says what to install. */
export const uvLockSchema = v.object({
  version: v.literal(1, "only version 1 of uv.lock is known"),
  "requires-python": v.optional(v.string(), ""),
  package: v.optional(v.array(lockedPackage), []),
});

/** A `uv.lock`, checked. */
export type UvLock = v.InferOutput<typeof uvLockSchema>;
/** One package of a `uv.lock`. */
export type UvPackage = UvLock["package"][number];
/** What a package of a `uv.lock` depends on. */
export type UvDependency = v.InferOutput<typeof dependency>;
/** One file of a package of a `uv.lock`. */
export type UvFile = v.InferOutput<typeof file>;
