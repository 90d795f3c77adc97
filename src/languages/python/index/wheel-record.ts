import { canonicalJson } from "../../../core/canonical-json.ts";
import { digestOf } from "../../../oci/digest.ts";
import { formatPlatform } from "../../../oci/platform.ts";
import type { BuildTools } from "../../../plan/builder.ts";
import type { Stored } from "../../../store/blob-store.ts";
import type { LockedPackage } from "../requirements/lock.ts";
import type { WheelTarget } from "./target.ts";

/** A wheel in the store. */
export interface StoredWheel extends Stored {
  readonly filename: string;
}

/** An entry of a lock and what its wheel has to run on. */
export interface WheelQuestion {
  readonly entry: LockedPackage;
  readonly target: WheelTarget;
}

/** What was found for the same entry and the same target before, as long as the wheel is in the store. */
export function recordedWheel(
  question: WheelQuestion,
  { records }: Pick<BuildTools, "records">,
): Promise<StoredWheel | undefined> {
  return records.get<StoredWheel>("python-wheel", keyOf(question));
}

/** Remembers what was found. */
export function recordWheel(
  question: WheelQuestion,
  wheel: StoredWheel,
  { records }: Pick<BuildTools, "records">,
): Promise<void> {
  return records.set("python-wheel", keyOf(question), wheel);
}

/** Everything that decides which wheel it is. */
function keyOf({ entry, target }: WheelQuestion): string {
  const { name, version, accepts, hashes } = entry;
  const { python, libc } = target;
  const platform = formatPlatform(target.platform);
  const decisive = { name, version, accepts, hashes: [...hashes].sort(), python, platform };
  return digestOf(canonicalJson({ ...decisive, libc: libc && { ...libc } }));
}
