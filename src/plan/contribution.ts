import type { PulledLayer } from "../layers/layer.ts";
import type { LayerSpec } from "../layers/spec.ts";
import type { Annotations } from "../oci/descriptor.ts";
import type { ImageSettings } from "../oci/image-settings.ts";
import type { ImageFacts } from "./facts.ts";

/** What a base or a language adds to an image on one platform. */
export interface Contribution {
  /** Lowest first. Those of an image of a registry exist already. */
  readonly layers: readonly (LayerSpec | PulledLayer)[];
  /** Changes to what is below. */
  readonly config: ImageSettings;
  /** Of the image with these layers on it; replaces what the base said, fact by fact. */
  readonly facts: ImageFacts;
  /** Of the manifest of the image. */
  readonly annotations?: Annotations | undefined;
}

/** What cooper makes itself: specifications alone. */
export interface MadeContribution extends Contribution {
  readonly layers: readonly LayerSpec[];
}
