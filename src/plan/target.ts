import type { Platform } from "../oci/platform.ts";
import type { Reference } from "../oci/reference.ts";
import type { Definition } from "../workspace/definition.ts";
import type { Label } from "../workspace/label.ts";

/** What an image stands on. */
export type Base =
  | { readonly from: "recipe"; readonly recipe: string }
  | { readonly from: "target"; readonly label: Label }
  | { readonly from: "registry"; readonly reference: Reference };

/** One image definition with every default filled in. */
export interface Target {
  readonly label: Label;
  /** Name of the image. */
  readonly name: string;
  /** Absolute path of the folder of its `image.ts`. */
  readonly directory: string;
  readonly definition: Definition;
  readonly base: Base;
  readonly platforms: readonly Platform[];
  /** Seconds since 1970 that stand for "when" in everything built from it: see decision 7 of the architecture. */
  readonly time: number;
  /** Bytes unpacked. */
  readonly budget?: number | undefined;
}
