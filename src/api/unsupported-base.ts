import { CooperError } from "../core/error.ts";
import type { Target } from "../plan/target.ts";
import { formatBase } from "./list.ts";

/** Images of a registry are understood as bases, but this version of cooper cannot pull them. */
export function unsupportedBase({ base, definition }: Target): CooperError {
  return new CooperError(
    `${formatBase(base)} is an image of a registry, which this version cannot pull yet`,
    {
      code: "REGISTRY_BASE",
      where: `${definition.at.file}:${definition.at.line}`,
      hint: "Name a recipe such as distroless_python_nonroot, or define one with defineBase.",
    },
  );
}
