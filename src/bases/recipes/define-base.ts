import * as v from "valibot";
import { checkCall } from "../../workspace/define.ts";
import { extendFamily } from "./extend-family.ts";
import type { Family } from "./family.ts";
import type { FileRules } from "./file-rules.ts";
import { findFamily } from "./recipe.ts";

/** A workspace's own base. */
export interface BaseFields {
  /** Lower case letters, digits, `.`, `_`, `-`. Images name it with a variant: `media_nonroot`. */
  readonly name: string;
  /** The family it stands on, such as `distroless_cc` (the default), or another base of the workspace. */
  readonly from?: string | Family | undefined;
  /** Binary packages of Debian; what they depend on comes along. */
  readonly packages: readonly string[];
  /** Dependencies to leave out: why, by the name of the package. */
  readonly without?: Readonly<Record<string, string>> | undefined;
  /** Which files of the packages to take, besides the rules of the lower family. */
  readonly files?: Partial<FileRules> | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
}

const packageName = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9][a-z0-9+.-]+$/, "must be the name of a Debian package; cooper.lock pins its version"),
);
const reason = v.pipe(v.string(), v.regex(/\S/, "must say why the package is left out"));
const patterns = v.array(v.string());

const schema = v.strictObject({
  name: v.pipe(
    v.string(),
    v.regex(/^[a-z0-9][a-z0-9._-]*$/, "must be lower case letters, digits, ., _ and -"),
  ),
  from: v.optional(v.union([v.string(), v.looseObject({ name: v.string(), id: v.string() })])),
  packages: v.array(packageName),
  without: v.optional(v.record(packageName, reason)),
  files: v.optional(
    v.strictObject({
      leaveOut: v.optional(patterns),
      keep: v.optional(patterns),
      only: v.optional(v.record(packageName, patterns)),
    }),
  ),
  env: v.optional(v.record(v.string(), v.string())),
});

/**
 * Defines a base in `cooper.config.ts`: `defineBase({ name: "media", from: "distroless_python", packages: ["ffmpeg"] })`.
 * Fails with `UNKNOWN_FIELD`, `MISSING_FIELD`, `BAD_FIELD` or `UNKNOWN_RECIPE`.
 */
export function defineBase(fields: BaseFields): Family {
  checkCall(schema, fields);
  const { name, from = "distroless_cc", ...more } = fields;
  return extendFamily(typeof from === "string" ? findFamily(from) : from, { name, id: name, ...more });
}
