import * as v from "valibot";
import type { Descriptor } from "../oci/descriptor.ts";
import type { Digest } from "../oci/digest.ts";
import type { RegistryLocation } from "./registry-location.ts";
import { registryLocation } from "./schema-pieces.ts";

/** An image that someone wants to promote, or to bring back. */
export interface PromotionCandidate {
  /** Name of the image in the workspace. */
  readonly image: string;
  readonly digest: Digest;
  /** Name of the environment that it comes from; in a rollback, that it came from then. */
  readonly from: string;
  /** Name of the environment that shall have it. */
  readonly to: string;
  /** The tag it was chosen by, such as `1.4.2`; in a rollback, then. */
  readonly tag?: string | undefined;
  /** What `to` has now, and would not have any more; absent where it has nothing yet. */
  readonly current?: Digest | undefined;
  /** In a rollback, the promotion by which `to` had it before: the policies of that time let it pass. */
  readonly earlier?: EarlierPromotion | undefined;
  /** What is attached to it: signatures, SBOMs, reports. */
  readonly referrers: readonly Descriptor[];
}

/** A promotion of the past. */
export interface EarlierPromotion {
  readonly by: string;
  /** RFC 3339 in UTC. */
  readonly at: string;
  readonly from: string;
  readonly tag?: string | undefined;
}

/** Says why an image may not be promoted, or nothing where it may. */
export type PromotionPolicy = (
  candidate: PromotionCandidate,
) => string | undefined | Promise<string | undefined>;

/** Where images run, by name, and from which registry: `{ dev: ghcr("team/dev"), prod: ghcr("team") }`. */
export type Environments = Readonly<Record<string, RegistryLocation>>;

const isPolicy = (value: unknown) => typeof value === "function";

/** Fields of the workspace's schema that concern promotion. */
export const promotionEntries = {
  environments: v.optional(
    v.record(
      // The name is also a tag in the registry.
      v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,62}$/, "must be lower case letters, digits and -")),
      registryLocation,
    ),
  ),
  policy: v.optional(
    v.array(v.custom<PromotionPolicy>(isPolicy, "must be a function that says why not, or nothing")),
  ),
};
