import { UsageError } from "../../core/error.ts";
import { extendFamily } from "./extend-family.ts";
import type { Family } from "./family.ts";
import type { FileRules } from "./file-rules.ts";
import { findFamily } from "./recipe.ts";

/** A workspace's own base. */
export interface BaseFields {
  /** Lower case letters, digits, `.`, `_`, `-`. Images name it with a variant: `media_nonroot`. */
  readonly name: string;
  /** The family it stands on, such as `distroless_cc` (the default) or another base of the workspace. */
  readonly from?: string | Family | undefined;
  /** Binary packages of Debian; what they depend on comes along. */
  readonly packages: readonly string[];
  /** Dependencies to leave out: why, by the name of the package. */
  readonly without?: Readonly<Record<string, string>> | undefined;
  /** Which files of the packages to take, besides the rules of the lower family. */
  readonly files?: Partial<FileRules> | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/**
 * Defines a base in `cooper.config.ts`: `defineBase({ name: "media", from: "distroless_python", packages: ["ffmpeg"] })`.
 * Fails with `BAD_BASE` or `UNKNOWN_RECIPE`.
 */
export function defineBase(fields: BaseFields): Family {
  const { name, from = "distroless_cc", ...more } = fields;
  check(
    /^[a-z0-9][a-z0-9._-]*$/.test(name),
    `"${name}" is not a name for a base`,
    "Use lower case letters, digits, . _ and -.",
  );
  for (const word of fields.packages) {
    check(
      /^[a-z0-9][a-z0-9+.-]+$/.test(word),
      `"${word}" is not the name of a Debian package`,
      "Name binary packages without versions; cooper.lock pins the versions.",
    );
  }
  for (const [word, reason] of Object.entries(fields.without ?? {})) {
    check(
      reason.trim() !== "",
      `"${word}" is left out without a reason`,
      `Write the reason: without: { "${word}": "…" }.`,
    );
  }
  return extendFamily(typeof from === "string" ? findFamily(from) : from, { name, id: name, ...more });
}

function check(holds: boolean, message: string, hint: string): void {
  if (!holds) throw new UsageError(message, { code: "BAD_BASE", hint });
}
