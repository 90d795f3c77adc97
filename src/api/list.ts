import type { Platform } from "../oci/platform.ts";
import { formatReference } from "../oci/reference.ts";
import type { Base, Target } from "../plan/target.ts";
import { formatLabel } from "../workspace/label.ts";
import { selectTargets } from "./select.ts";
import type { Session } from "./session.ts";

/** A target as `cooper list` shows it. */
export interface ListedTarget {
  readonly name: string;
  readonly label: string;
  readonly kind: string;
  /** Name of the recipe, label of the target or reference of the image that it stands on. */
  readonly base: string;
  readonly platforms: readonly Platform[];
}

/** The targets that names, labels and patterns mean; all where there are none. */
export function listTargets(session: Session, images: readonly string[]): readonly ListedTarget[] {
  return selectTargets(session, images).map(describe);
}

function describe({ name, label, definition, base, platforms }: Target): ListedTarget {
  return { name, label: formatLabel(label), kind: definition.kind, base: formatBase(base), platforms };
}

/** A base as its target names it. */
function formatBase(base: Base): string {
  if (base.from === "recipe") return base.recipe;
  return base.from === "target" ? formatLabel(base.label) : formatReference(base.reference);
}
