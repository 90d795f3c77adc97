import type { GitContext, TagTarget } from "../../workspace/git/git-context.ts";
import { slug } from "./slug.ts";
import { formatVersion, isVersionOf, parseVersionTag, type VersionTag } from "./version-tag.ts";

/** One way from git to tags: a plain function with a name for people. */
export interface TagRule {
  readonly name: string;
  readonly tags: (context: GitContext, target: TagTarget) => readonly string[];
}

/** The short form of a commit's id, as git prints it. */
const shortId = 7;

/**
 * The main branch moves `latest`. A version tag does not: it may be a fix of an old release. Where a pre-release is
 * built, nothing moves it.
 */
function mainBranch(context: GitContext, target: TagTarget): readonly string[] {
  const preRelease = versionsOf(context, target).some((version) => version.preRelease !== undefined);
  return isClean(context) && isMain(context) && !preRelease ? ["latest"] : [];
}

/**
 * `v1.4.2` gives `1.4.2`, `1.4` and `1`; a pre-release itself alone. There is no `0` for `0.4.2`: such versions
 * promise each other nothing.
 */
function version(context: GitContext, target: TagTarget): readonly string[] {
  if (!isClean(context)) return [];
  return versionsOf(context, target).flatMap((one) => {
    if (one.preRelease !== undefined) return [formatVersion(one)];
    const minor = `${one.major}.${one.minor}`;
    return [formatVersion(one), minor, ...(one.major === "0" ? [] : [one.major])];
  });
}

/** A git tag that names no version gives itself. */
function otherTag(context: GitContext): readonly string[] {
  if (!isClean(context)) return [];
  return context.tags.filter((tag) => !parseVersionTag(tag)).map((tag) => slug(tag, "tag"));
}

function pullRequest({ pullRequest: number }: GitContext): readonly string[] {
  return typeof number === "number" ? [`pr-${number}`] : [];
}

/** Any branch but the main one gives its name in the letters of a tag. */
function branch(context: GitContext): readonly string[] {
  const { branch: name, pullRequest: number } = context;
  return name === undefined || number !== undefined || isMain(context) ? [] : [slug(name, "branch")];
}

/** Always there. With changes that no commit has it says so, since the commit alone would not give this image. */
function commit({ commit: id, dirty }: GitContext): readonly string[] {
  return id === undefined ? [] : [`sha-${id.slice(0, shortId)}${dirty ? "-dirty" : ""}`];
}

/** The rules of workspaces that have none of their own, in the order of their tags. */
export const tagRules: readonly TagRule[] = [
  { name: "main branch", tags: mainBranch },
  { name: "version tag", tags: version },
  { name: "other tag", tags: otherTag },
  { name: "pull request", tags: pullRequest },
  { name: "branch", tags: branch },
  { name: "commit", tags: commit },
];

/** A change that no commit has is not what the branch or the version says, and a pull request is only a proposal. */
function isClean({ dirty, pullRequest: number }: GitContext): boolean {
  return !dirty && number === undefined;
}

function isMain({ branch: name, mainBranch: main }: GitContext): boolean {
  return name !== undefined && (main === undefined ? name === "main" || name === "master" : name === main);
}

function versionsOf({ tags }: GitContext, target: TagTarget): readonly VersionTag[] {
  return tags.flatMap((tag) => parseVersionTag(tag) ?? []).filter((one) => isVersionOf(one, target));
}

/** The version that is released, where a clean work tree stands on a tag that names one of this image. */
export function releasedVersion(context: GitContext | undefined, target: TagTarget): string | undefined {
  if (!context || !isClean(context)) return undefined;
  const [first] = versionsOf(context, target);
  return first && formatVersion(first);
}
