import * as v from "valibot";
import { UsageError } from "../core/error.ts";
import { commonEntries } from "./common-fields.ts";
import { define } from "./define.ts";
import type { CommonFields } from "./definition.ts";

export { ghcr } from "./registry-location.ts";
export { defineWorkspace } from "./workspace-config.ts";

interface ServiceFields extends CommonFields {
  readonly main: string;
  readonly configs?: readonly string[];
}

const schema = v.strictObject({
  ...commonEntries,
  main: v.string(),
  configs: v.optional(v.array(v.string())),
});

/** Stands for the macros of the languages: what configuration files of tests import from "cooper". */
export function service(fields: ServiceFields) {
  return define("python", schema, fields);
}

const looseSchema = v.looseObject(commonEntries);

/** A macro that checks the common fields only. */
export function pyServiceImage(fields: CommonFields) {
  return define("python", looseSchema, fields);
}

/** The same. */
export const pyImage = pyServiceImage;

/** Stands for functions such as `defineBase`, which do not know where they are called. */
export function refuse(): never {
  throw new UsageError("refused", { code: "REFUSED", hint: "Do not call it." });
}
