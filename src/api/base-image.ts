import { lockedImage } from "../bases/registry/locked-image.ts";
import { type Platform, parsePlatform } from "../oci/platform.ts";
import type { Reference } from "../oci/reference.ts";
import { baseTargetOf, byLabel } from "../plan/order-targets.ts";
import type { Target } from "../plan/target.ts";
import { formatLabel } from "../workspace/label.ts";
import type { BuiltImage } from "./built-image.ts";
import { pullTools } from "./pull-tools.ts";
import type { Session } from "./session.ts";

/** The image of a registry on which a target stands in the end, over any number of targets; nothing over a recipe. */
export function registryBaseOf({ targets }: Session, target: Target): Reference | undefined {
  const all = byLabel(targets);
  let lowest = target;
  for (let one: Target | undefined = target; one; one = baseTargetOf(one, all)) lowest = one;
  return lowest.base.from === "registry" ? lowest.base.reference : undefined;
}

/** Brings the layers of built images that a registry alone has into the store: for whoever needs the bytes here. */
export async function fetchBases(session: Session, images: readonly BuiltImage[]): Promise<void> {
  for (const { label, platforms } of images) {
    const target = session.targets.find((one) => formatLabel(one.label) === label);
    const reference = target && registryBaseOf(session, target);
    if (!reference) continue;
    for (const { platform } of platforms) await fetchBase(session, reference, parsePlatform(platform));
  }
}

async function fetchBase(session: Session, reference: Reference, platform: Platform): Promise<void> {
  const { baseImage, fetchLayers } = await import("../bases/registry/base-image.ts");
  const { registry, repository } = reference;
  const { digest } = lockedImage(await session.lock(), reference, platform);
  const image = await baseImage({ repository: { registry, repository }, digest }, pullTools(session));
  await fetchLayers(image, session.store.blobs);
}
