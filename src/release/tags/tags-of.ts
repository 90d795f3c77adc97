import { UsageError } from "../../core/error.ts";
import { isTag } from "../../oci/reference.ts";
import type { GitContext, TagFunction, TagTarget } from "../../workspace/git/git-context.ts";
import { tagRules } from "./tag-rules.ts";

/** A tag and why an image gets it. */
export interface ExplainedTag {
  readonly tag: string;
  /** Name of the rule, or where else it comes from. */
  readonly rule: string;
}

/** Which tags an image gets by the usual rules. To be called by rules of a workspace that only add to them. */
export const gitTags: TagFunction = (context, target) => explainTags(context, target).map(({ tag }) => tag);

/**
 * The tags of an image, each once with the rule that made it. `own` are the rules of the workspace, which replace the
 * usual ones. Throws `BAD_TAG` where they make what is no tag.
 */
export function explainTags(
  context: GitContext,
  target: TagTarget,
  own?: TagFunction,
): readonly ExplainedTag[] {
  const explained = own
    ? listed(own(context, target)).map((tag) => ({ tag, rule: "tags of cooper.config.ts" }))
    : tagRules.flatMap(({ name, tags }) => tags(context, target).map((tag) => ({ tag, rule: name })));
  for (const { tag } of explained) checkTag(tag);
  return [...new Map(explained.map((one) => [one.tag, one])).values()];
}

function listed(tags: unknown): readonly string[] {
  if (Array.isArray(tags)) return tags;
  throw new UsageError("the function `tags` of cooper.config.ts returned no list", {
    code: "BAD_TAG",
    where: "cooper.config.ts",
    hint: 'Return a list of tags, such as ["latest"]. The function cannot be async.',
  });
}

/** Throws `BAD_TAG` where a registry would refuse a tag. */
export function checkTag(tag: unknown): void {
  if (typeof tag === "string" && isTag(tag)) return;
  throw new UsageError(`"${tag}" is not a tag`, {
    code: "BAD_TAG",
    hint: "A tag has up to 128 letters, digits, '_', '.' and '-', and does not begin with '.' or '-'.",
  });
}
