import type { LayerSpec } from "../layers/spec.ts";
import type { ImageSettings } from "../oci/image-settings.ts";
import type { ImageFacts } from "./facts.ts";

/** What a base or a language adds to an image on one platform. */
export interface Contribution {
  /** Lowest first. */
  readonly layers: readonly LayerSpec[];
  /** Changes to what is below. */
  readonly config: ImageSettings;
  /** Of the image with these layers on it; replaces what the base said, fact by fact. */
  readonly facts: ImageFacts;
}
