import type { Image } from "../../images/image.ts";
import { settingsOf } from "../../images/settings.ts";
import type { PulledLayer } from "../../layers/layer.ts";
import { keyOf } from "../../layers/layer-key.ts";
import type { ImageSettings } from "../../oci/image-settings.ts";
import { formatReference, type Reference } from "../../oci/reference.ts";
import type { Contribution } from "../../plan/contribution.ts";
import { baseImage, type PullTools } from "./base-image.ts";
import type { LockedPlatform } from "./locked-image.ts";

/** A base of a registry, as the lock file pins it. */
export interface RegistryBase {
  readonly reference: Reference;
  readonly locked: LockedPlatform;
}

/**
 * What an image of a registry contributes as a base: its layers as they are, its settings, and what was found in it
 * when it was locked. Fetches its manifest and config where the store has them not, and no layer.
 */
export async function planRegistryBase(
  { reference, locked }: RegistryBase,
  tools: PullTools,
): Promise<Contribution> {
  const { registry, repository } = reference;
  const image = await baseImage({ repository: { registry, repository }, digest: locked.digest }, tools);
  return {
    layers: layersOf(image, locked),
    config: ownSettings(image),
    facts: locked.contents.facts,
    annotations: {
      "org.opencontainers.image.base.name": formatReference(reference),
      "org.opencontainers.image.base.digest": locked.digest,
    },
  };
}

function layersOf({ layers }: Image, { contents }: LockedPlatform): readonly PulledLayer[] {
  return layers.map((layer, i) => ({
    ...layer,
    key: keyOf({ recipe: "pulled", digest: layer.descriptor.digest }),
    contentSize: contents.sizes[i] ?? 0,
  }));
}

/** Labels that name the base's own sources and version would be wrong for what stands on it. */
function ownSettings({ config }: Image): ImageSettings {
  const { labels = {}, ...settings } = settingsOf(config);
  const kept = Object.entries(labels).filter(([name]) => !name.startsWith("org.opencontainers.image."));
  return { ...settings, labels: Object.fromEntries(kept) };
}
