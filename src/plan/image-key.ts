import type { Json } from "../core/canonical-json.ts";
import { keyOf } from "../layers/layer-key.ts";
import type { Digest } from "../oci/digest.ts";
import { formatPlatform, type Platform } from "../oci/platform.ts";
import { formatLabel } from "../workspace/label.ts";
import type { LanguageBuilder } from "./builder.ts";
import { needsProbe } from "./healthcheck.ts";
import { probeLayer } from "./probe-layer.ts";
import type { Target } from "./target.ts";

/** Goes up when equal inputs begin to give other images, for a reason that no builder knows of. */
const version = 1;

/** All that decides an image on one platform. */
export interface ImageKeyRequest {
  readonly target: Target;
  readonly platform: Platform;
  readonly builder: Pick<LanguageBuilder, "kind" | "version">;
  /** Key of what is below: of the base's image, or of the recipe with its part of the lock file. */
  readonly base: Digest;
  /** Key of the files: see `inputsKey`. */
  readonly inputs: Digest;
}

/**
 * The definition key of an image on one platform: equal keys, equal bytes. Knowing it, a build that has nothing to do
 * reads nothing. Neither where the workspace lies nor the lines of the definition have a part in it.
 */
export function imageKey({ target, platform, builder, base, inputs }: ImageKeyRequest): Digest {
  const { label, definition, time } = target;
  return keyOf({
    recipe: "image",
    version,
    builder: [builder.kind, builder.version],
    base,
    platform: formatPlatform(platform),
    time,
    label: formatLabel(label),
    fields: definition.fields as Readonly<Record<string, Json>>,
    probe: needsProbe(definition) ? probeLayer(platform).key : undefined,
    inputs,
  });
}
