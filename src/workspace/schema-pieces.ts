import * as v from "valibot";
import type { RegistryLocation } from "./registry-location.ts";

/** What the kernel passes on to a program: a NUL would end it. Not a `check`: its issue would quote what may be secret. */
export const argument = v.pipe(
  v.string(),
  v.custom<string>((value) => !String(value).includes("\0"), "must not have a NUL character"),
);

/** An argument that says something. */
export const nonEmptyText = v.pipe(argument, v.minLength(1, "must not be empty"));

/** A program and its arguments. */
export const commandLine = v.pipe(v.array(nonEmptyText), v.minLength(1, "must name a program"));

/** A registry as `ghcr("owner")` and the like make it. */
export const registryLocation = v.custom<RegistryLocation>(
  (value) => typeof (value as RegistryLocation | null)?.repository === "function",
  'must be a registry such as ghcr("owner")',
);

/** Whether a parser accepts a text: parsers throw, schemas ask. */
export function accepts(parse: (text: string) => unknown): (text: string) => boolean {
  return (text) => {
    try {
      parse(text);
      return true;
    } catch {
      return false;
    }
  };
}
