import { UsageError } from "../core/error.ts";
import type { Target } from "../plan/target.ts";
import { findContext } from "../release/tags/find-context.ts";
import { checkTag, type ExplainedTag, explainTags } from "../release/tags/tags-of.ts";
import type { GitContext, TagTarget } from "../workspace/git/git-context.ts";
import { formatLabel } from "../workspace/label.ts";
import { selectTargets } from "./select.ts";
import type { Session } from "./session.ts";

/** A target, and the tags that a push would give its image now. */
export interface TaggedTarget {
  readonly name: string;
  readonly label: string;
  readonly tags: readonly ExplainedTag[];
}

/** What `cooper tags` shows. */
export interface TagReport {
  /** Nothing outside of a repository. */
  readonly context: GitContext | undefined;
  readonly images: readonly TaggedTarget[];
}

/** The tags that follow from git for images, and the rule that made each. Sends nothing. */
export async function reportTags(session: Session, images: readonly string[]): Promise<TagReport> {
  const context = await findContext(session.workspace.root, session.env);
  const tagged = selectTargets(session, images).map((target) => ({
    name: target.name,
    label: formatLabel(target.label),
    tags: tagsOf(session, target, { context }),
  }));
  return { context, images: tagged };
}

/** Where the tags of an image come from. */
export interface TagSource {
  readonly context: GitContext | undefined;
  /** Given by whoever publishes, instead of those that follow from git. */
  readonly given?: readonly string[] | undefined;
}

/** The tags of one image. Throws `BAD_TAG`. */
export function tagsOf(
  { workspace }: Session,
  target: Target,
  { context, given = [] }: TagSource,
): readonly ExplainedTag[] {
  for (const tag of given) checkTag(tag);
  if (given.length > 0) return [...new Set(given)].map((tag) => ({ tag, rule: "--tag" }));
  return context ? explainTags(context, tagTarget(target), workspace.config.tags) : [];
}

/** A target as rules know it. */
export function tagTarget({ name, label }: Target): TagTarget {
  return { name, folder: label.folder };
}

/** For whoever cannot go on without a tag. */
export function noTags({ name }: Target): UsageError {
  return new UsageError(`git says nothing that gives ${name} a tag`, {
    code: "NO_TAGS",
    hint: "Name one with --tag, commit first, or let `tags` in cooper.config.ts return one. `cooper tags` shows them.",
  });
}
