import type { Omission } from "../debian/package-request.ts";
import type { Family } from "./family.ts";
import { extendRules, type FileRules } from "./file-rules.ts";

/** What a family has besides the one it stands on. */
export interface FamilyExtension {
  readonly name: string;
  readonly id: string;
  readonly packages: readonly string[];
  readonly without?: Readonly<Record<string, Omission>> | undefined;
  readonly files?: Partial<FileRules> | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly entrypoint?: readonly string[] | undefined;
  readonly python?: string | undefined;
}

/**
 * A family with more in it. A package that is asked for by name is no longer left out, even where the lower family
 * says so.
 */
export function extendFamily(lower: Family, more: FamilyExtension): Family {
  const reasons = Object.entries({ ...lower.without, ...more.without });
  return {
    name: more.name,
    id: more.id,
    release: lower.release,
    packages: [...lower.packages, ...more.packages],
    without: Object.fromEntries(reasons.filter(([name]) => !more.packages.includes(name))),
    files: extendRules(lower.files, more.files ?? {}),
    env: { ...lower.env, ...more.env },
    entrypoint: more.entrypoint ?? lower.entrypoint,
    python: more.python ?? lower.python,
  };
}
