import { defined } from "../../../core/defined.ts";
import type { LockLocation } from "../requirements/lock.ts";

/** A place where packages are found, and the variable or file that names it. */
export type IndexLocation = LockLocation;

/** What one variable set or one file says of package indexes; what it does not mention is absent. */
export interface IndexSettings {
  readonly index?: IndexLocation | undefined;
  readonly extraIndexes?: readonly IndexLocation[] | undefined;
  /** Folders and pages that list files. */
  readonly findLinks?: readonly IndexLocation[] | undefined;
  readonly noIndex?: boolean | undefined;
  /** Absolute path of PEM certificates. */
  readonly certificates?: string | undefined;
}

/** For each setting, the first that mentions it wins, as pip and uv have it: lists are replaced, not joined. */
export function firstOf(settings: readonly IndexSettings[]): IndexSettings {
  return Object.assign({}, ...settings.toReversed().map((one) => defined(one)));
}

/** What the readers of settings need to know of the machine. */
export interface SettingsContext {
  readonly env: NodeJS.ProcessEnv;
  /** Absolute path of the workspace. */
  readonly root: string;
  /** The machine's folder of settings, `/etc`. */
  readonly etc: string;
}
