import * as v from "valibot";
import { commonEntries } from "./common-fields.ts";
import { checkCall } from "./define.ts";
import type { CommonFields } from "./definition.ts";
import type { TagFunction } from "./git/git-context.ts";
import { type Environments, type PromotionPolicy, promotionEntries } from "./promotion-policy.ts";
import type { RegistryLocation } from "./registry-location.ts";
import { type RetentionConfig, retentionSchema } from "./retention-config.ts";
import { nonEmptyText, registryLocation } from "./schema-pieces.ts";

/** What `cooper.config.ts` says of the whole workspace. */
export interface WorkspaceConfig {
  /** Where images are published: `ghcr("owner")`. */
  readonly registry?: RegistryLocation | undefined;
  /** Instead of the tags that usually follow from git. `gitTags` gives those, for rules that only add to them. */
  readonly tags?: TagFunction | undefined;
  /** For `cooper promote --from dev --to prod`; `cooper push --dev` sends to `dev`. */
  readonly environments?: Environments | undefined;
  /** Every one must have nothing against a promotion. */
  readonly policy?: readonly PromotionPolicy[] | undefined;
  /** For `cooper prune`. */
  readonly retention?: RetentionConfig | undefined;
  /** Of images that name none: `["linux/amd64", "linux/arm64"]`. The machine's own where this is absent too. */
  readonly platforms?: readonly string[] | undefined;
  /** The workspace's own recipes, made by `defineBase`. */
  readonly bases?: readonly NamedBase[] | undefined;
  /** For images that do not say otherwise; `env` and `labels` are merged by name. */
  readonly defaults?: Pick<CommonFields, "env" | "labels" | "user" | "budget"> | undefined;
  /** Folder of the store, relative to the root; a folder of the user's cache where this is absent. */
  readonly store?: string | undefined;
}

/** A recipe, of which little matters here. */
export interface NamedBase {
  readonly name: string;
  readonly id: string;
}

const isBase = (value: unknown) => typeof (value as NamedBase | null)?.id === "string";

const { env, labels, user, budget } = commonEntries;

/** Of {@link WorkspaceConfig}. */
export const workspaceSchema = v.strictObject({
  registry: v.optional(registryLocation),
  tags: v.optional(
    v.custom<TagFunction>((value) => typeof value === "function", "must be a function that returns tags"),
  ),
  ...promotionEntries,
  retention: v.optional(retentionSchema),
  platforms: commonEntries.platforms,
  bases: v.optional(v.array(v.custom<NamedBase>(isBase, "must be made by defineBase({ … })"))),
  defaults: v.optional(v.strictObject({ env, labels, user, budget })),
  store: v.optional(nonEmptyText),
});

/** The default export of `cooper.config.ts`. Throws `UNKNOWN_FIELD`, `MISSING_FIELD` or `BAD_FIELD`. */
export function defineWorkspace(config: WorkspaceConfig = {}): WorkspaceConfig {
  checkCall(workspaceSchema, config);
  return { ...config };
}
