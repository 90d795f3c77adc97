import { dirname, resolve } from "node:path";
import type { LockedPackage, LockLocation, LockRequest, LockSources } from "./lock.ts";
import { placeOf } from "./lock.ts";
import { normalizeName } from "./name.ts";
import type { Placed } from "./requirements-file.ts";

/** What the options of a requirements file decide. */
export interface RequirementsOptions {
  readonly sources: LockSources;
  /** Which kinds of files may be taken for a package. */
  accepts(name: string): LockedPackage["accepts"];
}

/** Options in the order in which they stand; the last `--index-url` counts. Source: pip, "Requirements File Format". */
export function readOptions(statements: readonly Placed[], request: LockRequest): RequirementsOptions {
  const options = statements.flatMap(({ statement, file, line }) =>
    statement.type === "option" ? [{ ...statement, file, origin: placeOf(request, file, line) }] : [],
  );
  const locations = (name: string): LockLocation[] =>
    options
      .filter((option) => option.name === name && option.value !== "")
      .map(({ value, file, origin }) => ({ url: absolute(value, file), origin }));
  return {
    sources: {
      index: locations("--index-url").at(-1),
      extraIndexes: locations("--extra-index-url"),
      findLinks: locations("--find-links"),
      noIndex: options.some((option) => option.name === "--no-index"),
    },
    accepts: formatPolicy(options),
  };
}

/** Paths are relative to the file that names them; URLs stay as they are. */
function absolute(value: string, file: string): string {
  return /^[a-z]+:/i.test(value) ? value : resolve(dirname(file), value);
}

interface FormatOption {
  readonly name: string;
  readonly value: string;
}

/** `--no-binary` and `--only-binary` take `:all:`, `:none:` or names; of two that meet, the later one counts. */
function formatPolicy(options: readonly FormatOption[]): RequirementsOptions["accepts"] {
  const chosen = new Map<string, LockedPackage["accepts"]>();
  for (const { name, value } of options) {
    if (name !== "--no-binary" && name !== "--only-binary") continue;
    const accepts = name === "--no-binary" ? "sdist" : "wheel";
    for (const item of value.split(",").map((part) => part.trim())) {
      if (item === ":none:") chosen.delete(":all:");
      else chosen.set(item === ":all:" ? item : normalizeName(item), accepts);
    }
  }
  return (name) => chosen.get(name) ?? chosen.get(":all:") ?? "any";
}
