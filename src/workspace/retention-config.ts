import * as v from "valibot";
import { parseDuration } from "../core/duration.ts";
import { accepts, commandLine, nonEmptyText } from "./schema-pieces.ts";

/** What `cooper prune` keeps. One reason to keep wins over any reason to delete. */
export interface RetentionConfig {
  /** An image that none of these keeps is deleted. At least one is needed. */
  readonly keep: KeepRules;
  /** Instead of {@link keep}, for images that have no tags but those of a pull request (`pr-12`, `sha-…`). */
  readonly pullRequests?: PullRequestRules | undefined;
}

/** Reasons to keep an image. */
export interface KeepRules {
  /** The newest N of a repository. */
  readonly last?: number | undefined;
  /** Such as `30d`. What tells no age counts as young. */
  readonly youngerThan?: string | undefined;
  /** Patterns of tags, with `*`: `["latest", "v*"]`. */
  readonly tags?: readonly string[] | undefined;
  /** What runs somewhere: digests in a file, or printed by a program. Any text that contains them will do. */
  readonly deployed?: DeployedSource | undefined;
  /** Such as `14d`. Harbor and Docker Hub tell when an image was last pulled; elsewhere this keeps everything. */
  readonly pulledWithin?: string | undefined;
}

/** Where a list of digests comes from. */
export type DeployedSource =
  /** Relative to the workspace. */
  { readonly file: string } | { readonly command: readonly string[] };

/** When images of pull requests go. */
export interface PullRequestRules {
  /** Once the pull request is closed, where GitHub can be asked. On by default. */
  readonly whenClosed?: boolean | undefined;
  /** After this time in any case, such as `14d`. */
  readonly after?: string | undefined;
}

const isDuration = accepts(parseDuration);
const age = v.pipe(
  v.string(),
  v.check((text) => isDuration(text) && parseDuration(text) > 0, 'must be a duration such as "30d" or "12h"'),
);

const deployed = v.union(
  [v.strictObject({ file: nonEmptyText }), v.strictObject({ command: commandLine })],
  "must be { file } or { command: [program, …] }",
);

/** Of {@link RetentionConfig}. */
export const retentionSchema = v.strictObject({
  keep: v.pipe(
    v.strictObject({
      last: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1, "must be at least 1"))),
      youngerThan: v.optional(age),
      tags: v.optional(v.pipe(v.array(nonEmptyText), v.minLength(1, "must have a pattern"))),
      deployed: v.optional(deployed),
      pulledWithin: v.optional(age),
    }),
    v.check(
      (keep) => Object.values(keep).some((rule) => rule !== undefined),
      "must have at least one rule: without one, every image would go",
    ),
  ),
  pullRequests: v.optional(v.strictObject({ whenClosed: v.optional(v.boolean()), after: v.optional(age) })),
});
