import * as v from "valibot";

const file = v.object({
  name: v.optional(v.string()),
  url: v.optional(v.string()),
  path: v.optional(v.string()),
  size: v.optional(v.number()),
  hashes: v.record(v.string(), v.string()),
});

const lockedPackage = v.object({
  name: v.string(),
  version: v.optional(v.string()),
  marker: v.optional(v.string()),
  "requires-python": v.optional(v.string(), ""),
  index: v.optional(v.string()),
  vcs: v.optional(v.unknown()),
  directory: v.optional(v.object({ path: v.string() })),
  archive: v.optional(file),
  sdist: v.optional(file),
  wheels: v.optional(v.array(file), []),
});

const names = v.optional(v.array(v.string()), []);

/** The part of a `pylock.toml` that says what to install. Source: PEP 751. */
export const pylockSchema = v.object({
  "lock-version": v.pipe(v.string(), v.regex(/^1\./, "only version 1 of pylock.toml is known")),
  environments: names,
  "requires-python": v.optional(v.string(), ""),
  extras: names,
  "dependency-groups": names,
  "default-groups": names,
  packages: v.array(lockedPackage),
});

/** A `pylock.toml`, checked. */
export type Pylock = v.InferOutput<typeof pylockSchema>;
/** One package of a `pylock.toml`. */
export type PylockPackage = Pylock["packages"][number];
/** One file of a package of a `pylock.toml`. */
export type PylockFile = v.InferOutput<typeof file>;
